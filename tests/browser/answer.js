// In the last form of the page the first choice of each, or words that say nothing.
(text) => {
  const form = [...document.querySelectorAll("main form")].at(-1);
  const radios = Array.from(form.querySelectorAll("[type=radio]"));
  for (const name of new Set(radios.map((one) => one.name))) radios.find((one) => one.name === name).checked = true;
  for (const one of form.querySelectorAll("select")) one.selectedIndex = 1;
  for (const one of form.querySelectorAll("textarea, input[type=text]:not([inputmode])")) one.value ||= text;
}
