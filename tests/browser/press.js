// Presses, as a mouse would, the first of what says all these words: what is covered, out of sight or turned off is not pressed.
// Told is why not.
({ among, words, but, last }) => {
  const found = Array.from(document.querySelectorAll(among))
    .filter((one) => words.every((word) => one.textContent.includes(word)) && !(but && one.textContent.includes(but)));
  const one = last ? found.at(-1) : found[0];
  if (!one) return "is not there";
  if (one.disabled) return "is turned off";
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const [box] = one.getClientRects();
  const met = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  if (!met || !(one.contains(met) || met.closest("label")?.control === one)) return "is out of reach";
  one.click();
  return "";
}
