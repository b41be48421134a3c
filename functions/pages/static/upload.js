/* Sends a file to its signed address; without it the form does. */
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.crypto?.subtle) return;
  const find = (what) => form.querySelector(what);
  const input = find("input[type=file]"), status = find("[data-status]"), button = find("button");
  const limit = find("[data-limit]"), most = +form.dataset.most;
  limit.textContent = limit.dataset.limit;

  const say = (text, kind = "hint") => {
    const line = document.createElement("p");
    line.textContent = text;
    line.className = kind;
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
    const request = new XMLHttpRequest(), bar = document.createElement("progress");
    bar.max = file.size;
    bar.value = 0;
    bar.setAttribute("aria-label", "上传进度");
    say("正在上传…").after(bar);
    request.upload.onprogress = (event) => { bar.value = event.loaded; };
    request.onload = () => (request.status < 300 ? resolve() : reject());
    request.onerror = reject;
    request.open("PUT", address);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.send(file);
  });

  input.addEventListener("change", () => {
    const file = input.files[0];
    if (!file) return status.replaceChildren();
    if (file.size > most) return say("这个文件太大，请压缩以后再选。", "error");
    say("已选好，请点“上传”。");
    if (!/^image\/(jpeg|png)$/.test(file.type)) return;
    const picture = new Image();
    picture.className = "preview";
    picture.alt = "所选图片的预览";
    picture.src = URL.createObjectURL(file);
    status.append(picture);
  });
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file?.type || file.size > most) return;
    event.preventDefault();
    button.disabled = true;
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
      form.submit();
    }
  });
})();
