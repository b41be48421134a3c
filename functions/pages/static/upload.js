/* Sends a file to its signed address; without it the form does. */
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.crypto?.subtle || !form.replaceChildren || !Blob.prototype.arrayBuffer) return;
  const find = (what) => form.querySelector(what);
  const input = find("input[type=file]"), status = find("[data-status]"), button = find("button");
  const limit = find("[data-limit]"), most = +form.dataset.most, byForm = +form.dataset.byForm;
  const CUT = "网络断了或者太慢，上传没有完成。文件还选着：请看看网络，再点“上传”；照片很大的，也可以压缩以后再选。";
  const BUSY = "现在系统忙，上传没有完成。文件还选着：请过一会儿再点“上传”。";
  const CHANGED = "打不开这个文件：选好以后它改动过，或者已经不在原处了。请重新选择，再点“上传”。";
  const BY_FORM = "这个浏览器没能把文件传上去。请压缩到 " + limit.textContent + " 以内再选，或者换一个浏览器。";
  // Silence of a connection, in milliseconds, after which it is taken for dead.
  const SILENT = 60000;
  limit.textContent = limit.dataset.limit;

  const say = (text, kind = "hint") => {
    const line = Object.assign(document.createElement("p"), { textContent: text, className: kind });
    status.replaceChildren(line);
    return line;
  };
  // `told`: to the person, who has the file chosen still. Of anything else the form is tried, which may come through;
  // `page`: or the page itself, which asks to sign in.
  const hindered = (told) => Object.assign(new Error(told), { told });
  const passes = (status) => status === 408 || status === 429 || status >= 500;
  const ask = async (path, values) => {
    const body = new URLSearchParams(values);
    new FormData(form).forEach((value, name) => typeof value === "string" && body.append(name, value));
    const asked = fetch(form.dataset.upload + path, { method: "POST", body });
    const answer = await asked.catch(() => { throw hindered(CUT); });
    if (passes(answer.status)) throw hindered(BUSY);
    const said = answer.ok && !answer.redirected && await answer.json().catch(() => null);
    if (!said) throw Object.assign(new Error("answer"), { page: true });
    return said;
  };
  const read = (file) => file.arrayBuffer().catch(() => { throw hindered(CHANGED); });
  const sum = async (whole) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  // What was read is what is sent: a file that changes meanwhile would be another one than was announced.
  const send = (whole, { address, headers }) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const bar = Object.assign(document.createElement("progress"), { max: whole.byteLength, value: 0 });
    let dead = 0;
    const heard = () => {
      clearTimeout(dead);
      dead = setTimeout(() => request.abort(), SILENT);
    };
    bar.setAttribute("aria-label", "上传进度");
    say("正在上传…").after(bar);
    request.upload.onprogress = (event) => {
      bar.value = event.loaded;
      heard();
    };
    request.onloadend = () => clearTimeout(dead);
    // 412: it is there already, its answer was lost.
    request.onload = () => (request.status < 300 || request.status === 412 ? resolve()
      : reject(passes(request.status) ? hindered(BUSY) : new Error("answer")));
    request.onabort = () => reject(hindered(CUT));
    // Of what was never let begin (the store's CORS) nothing goes out, and the form comes through.
    request.onerror = () => reject(bar.value ? hindered(CUT) : new Error("store"));
    request.open("PUT", address);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    heard();
    request.send(whole);
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
      const whole = await read(file);
      let told = await ask("/announcement", { media_type: file.type, size: whole.byteLength, sha256: await sum(whole) });
      if (!told.problem) {
        await send(whole, told);
        say("已经传完，正在查看文件…");
        told = await ask("/confirmation", { id: told.id });
      }
      if (told.done) return location.assign(told.done);
      say(told.problem, "error");
      button.disabled = false;
    } catch (error) {
      if (left) return rest();
      if (!error.told && file.size <= byForm) return form.submit();
      if (error.page) return location.assign(form.action);
      say(error.told || BY_FORM, "error");
      button.disabled = false;
    }
  });
})();
