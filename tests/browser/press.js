// Presses the first of what says all these words, or leaves it to a `mouse`: what is covered, out of sight or turned off is not
// pressed. Told is where it is, or why not.
({ among, words, but, last, mouse }) => {
  const found = Array.from(document.querySelectorAll(among))
    .filter((one) => words.every((word) => one.textContent.includes(word)) && !(but && one.textContent.includes(but)));
  const one = last ? found.at(-1) : found[0];
  if (!one) return "is not there";
  if (one.disabled) return "is turned off";
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const [box] = one.getClientRects();
  const place = box && [box.left + box.width / 2, box.top + box.height / 2];
  const met = place && document.elementFromPoint(...place);
  if (!met || !(one.contains(met) || met.closest("label")?.control === one)) return "is out of reach";
  if (!mouse) one.click();
  return place;
}
