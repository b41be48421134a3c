/* Sends a file to its signed address; without it the form does. */
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.crypto?.subtle || !form.replaceChildren || !Blob.prototype.arrayBuffer) return;
  const find = (what) => form.querySelector(what);
  const input = find("input[type=file]"), status = find("[data-status]"), button = find("button");
  const limit = find("[data-limit]"), most = +form.dataset.most;
  limit.textContent = limit.dataset.limit;

  const say = (text, kind = "hint") => {
    const line = Object.assign(document.createElement("p"), { textContent: text, className: kind });
    status.replaceChildren(line);
    return line;
  };
  const ask = async (path, values) => {
    const body = new URLSearchParams(values);
    new FormData(form).forEach((value, name) => typeof value === "string" && body.append(name, value));
    const answer = await fetch(form.dataset.upload + path, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw new Error("answer");
    return answer.json();
  };
  const sum = async (file) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const send = (file, { address, headers }) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const bar = Object.assign(document.createElement("progress"), { max: file.size, value: 0 });
    bar.setAttribute("aria-label", "上传进度");
    say("正在上传…").after(bar);
    request.upload.onprogress = (event) => { bar.value = event.loaded; };
    // 412: it is there already, its answer was lost.
    request.onload = () => (request.status < 300 || request.status === 412 ? resolve() : reject());
    request.onerror = reject;
    request.open("PUT", address);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.send(file);
  });

  const show = () => {
    const file = input.files[0];
    if (!file) return status.replaceChildren();
    if (file.size > most) return say("这个文件太大，请压缩以后再选。", "error");
    say("已选好，请点“上传”。");
    if (!/^image\/(jpeg|png)$/.test(file.type)) return;
    const src = URL.createObjectURL(file);
    status.append(Object.assign(new Image(), { className: "preview", alt: "所选图片的预览", src }));
  };
  const rest = () => {
    button.disabled = false;
    show();
  };
  input.addEventListener("change", show);
  // Firefox and Safari end what is on its way before a page is left; Safari on a phone tells of no beforeunload.
  let left = false;
  const leave = () => { left = true; };
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
  addEventListener("click", (event) => event.target.closest("a, button") && leave());
  // Come back to as it was left.
  addEventListener("pageshow", (event) => event.persisted && rest());
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file?.type || file.size > most) return;
    event.preventDefault();
    button.disabled = true;
    left = false;
    try {
      let told = await ask("/announcement", { media_type: file.type, size: file.size, sha256: await sum(file) });
      if (!told.problem) {
        await send(file, told);
        say("已经传完，正在查看文件…");
        told = await ask("/confirmation", { id: told.id });
      }
      if (told.done) return location.assign(told.done);
      say(told.problem, "error");
      button.disabled = false;
    } catch {
      if (left) rest();
      else form.submit();
    }
  });
})();
