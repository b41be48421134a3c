/* 大字版 where several forms stand: switched in place, so that nothing typed in any of them is lost. A button sends one form
   alone, and so it does where this cannot run. */
(() => {
  const button = document.querySelector("nav.display button"), page = document.documentElement;
  if (!button || !window.fetch || !window.URLSearchParams) return;
  document.querySelector("[data-one-form]")?.remove();
  const token = button.name === "token" ? { token: button.value } : {};
  let plain = false;
  button.addEventListener("click", async (event) => {
    if (plain) return;
    event.preventDefault();
    const large = page.classList.contains("large") ? "0" : "1";
    try {
      const body = new URLSearchParams({ ...token, large, next: "/" });
      const answer = await fetch("/display", { method: "POST", body, redirect: "manual" });
      if (!answer.ok && answer.type !== "opaqueredirect") throw new Error("answer");
      page.classList.toggle("large", large === "1");
      button.textContent = large === "1" ? "标准版" : "大字版";
      button.formAction = button.formAction.replace(/large=[01]/, `large=${1 - large}`);
    } catch {
      plain = true;
      button.click();
    }
  });
})();
