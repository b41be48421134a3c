// A page as it stands, looked at in the page: our own rules, and what axe has still to be asked of it (judge.js).
//
// Colours are axe's to judge, but each way to be painted once: a text of the same colours, size and grounds as one whose
// contrast it measured has that contrast, where it stands within its ground, and within whatever else it stands on in the
// same layers. Targets of 24 px that no other one crosses pass by the first line of their rule. And names, roles and
// structure are asked for again, in another way to look at the same page, only where other parts of it are shown, or look
// otherwise.
({ least, large, weighed }) => {
  const NOTHING = "rgba(0, 0, 0, 0)";
  const LEAST = 24;
  const IMAGES = "img, svg, video, canvas, iframe, object, embed";
  const NO_TEXT = ["hidden", "range", "color", "checkbox", "radio", "image"];
  const WIDGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role]";
  const OURS = "main button, main .button, main input:not([type=hidden], [type=radio], [type=checkbox]), main select, " +
    "main textarea, main .choice";
  const root = document.documentElement;
  // As the server makes it for whoever chose 大字版 (templates/layout.html), or as usual; null: as it came.
  if (large !== null) root.classList.toggle("large", large);
  const box = (one) => one.getBoundingClientRect();
  const words = (one) => (one.textContent || one.name || "").trim().slice(0, 20);
  const meet = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const within = (a, b) =>
    a.left > b.left - 1 && a.right < b.right + 1 && a.top > b.top - 1 && a.bottom < b.bottom + 1;

  const all = [root, document.body, ...document.body.querySelectorAll("*")];
  const styles = new Map(
    all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => [one, getComputedStyle(one)]),
  );

  // By element: what is painted beneath its text, the nearest element that paints some of it, and the layers it is in.
  const grounds = new Map();
  for (const [one, style] of styles) {
    const { beneath, nearest, layers } = grounds.get(one.parentElement) ?? { beneath: "", nearest: root, layers: "" };
    const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, clipPath } = style;
    const paints = backgroundColor !== NOTHING || backgroundImage !== "none" || one.matches(IMAGES);
    const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, clipPath];
    const adds = own.join() !== `${NOTHING},none,1,none,normal,none`;
    const stays = style.position === "static" && style.transform === "none";
    grounds.set(one, {
      beneath: adds ? `${beneath}/${own}` : beneath,
      nearest: paints ? one : nearest,
      layers: stays ? layers : `${layers}/${style.position} ${style.zIndex}`,
    });
  }
  const painters = [...styles.keys()]
    .filter((one) => grounds.get(one).nearest === one && one !== root && one !== document.body)
    .map((one) => [one, box(one)]);

  const line = document.createRange();
  const boxOfText = (one) => {
    if (one.matches("input, select, textarea")) return NO_TEXT.includes(one.type) ? null : box(one);
    const texts = [...one.childNodes].filter((part) => part.nodeType === Node.TEXT_NODE && part.nodeValue.trim());
    if (!texts.length) return null;
    line.setStartBefore(texts[0]);
    line.setEndAfter(texts.at(-1));
    return line.getBoundingClientRect();
  };
  const isSeen = (text, beneath) =>
    text.width && text.right > 0 && text.bottom + scrollY > 0 && !beneath.includes("inset(50%)");
  const isKin = (one, other) => other.contains(one) || one.contains(other);
  // What else it stands on, or beneath, in layers of its own; null where it crosses an edge, or which is on top is not plain.
  const others = (one, text) => {
    const met = painters.filter(([other, at]) => meet(text, at) && !isKin(one, other));
    const { layers } = grounds.get(one);
    if (met.some(([other, at]) => !within(text, at) || grounds.get(other).layers === layers)) return null;
    return met.map(([other]) => {
      const order = one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      return `${layers} ${order} ${grounds.get(other).layers} ${grounds.get(other).beneath}`;
    }).join();
  };

  // To be judged: texts by how they are painted, those of which that does not tell, and targets that may be too small.
  const asks = { painted: new Map(), crossed: [], small: [], fresh: true };
  const looks = [];
  for (const one of all) {
    const style = styles.get(one);
    if (!style) {
      looks.push("");
      continue;
    }
    const scrolls =
      (style.overflowX !== "visible" && one.scrollWidth > one.clientWidth) ||
      (style.overflowY !== "visible" && one.scrollHeight > one.clientHeight);
    const text = boxOfText(one);
    const { beneath, nearest } = grounds.get(one);
    const ink = [style.color, style.fontWeight, style.textShadow, style.webkitTextStroke].join();
    const look = text && `${one.tagName},${ink},${beneath}`;
    looks.push(`${scrolls}${look}${text && style.textDecorationLine}`);
    if (!text || !isSeen(text, beneath)) continue;
    const met = others(one, text);
    if (!within(text, box(nearest)) || met === null) asks.crossed.push(one);
    else {
      const key = `${look},${style.fontSize},${Boolean(one.disabled)},${met}`;
      asks.painted.set(key, [...(asks.painted.get(key) ?? []), one]);
    }
  }
  const widgets = [...styles.keys()].filter((one) => one.matches(WIDGETS)).map((one) => [one, box(one)]);
  asks.small = widgets
    .filter(([one, at]) => at.width < LEAST || at.height < LEAST ||
      widgets.some(([other, its]) => other !== one && !other.contains(one) && meet(at, its)))
    .map(([one]) => one);
  const shown = looks.join("\n");
  asks.fresh = shown !== window.lookedAt?.shown;
  window.lookedAt = { ...asks, shown };

  const wider = root.scrollWidth - root.clientWidth;
  const rows = [...document.querySelectorAll(".acts")].map((row) =>
    [...row.children].filter((one) => one.matches("button, .button") && one.offsetParent !== null));
  return {
    html: weighed ? root.outerHTML : "",
    scripts: document.scripts.length > 0,
    paints: [...asks.painted.keys()],
    asks: asks.fresh || asks.crossed.length > 0 || asks.small.length > 0,
    overflow: wider <= 0 ? [] : [
      `${wider} px`,
      ...all.slice(2).filter((one) => box(one).right > innerWidth + 1).slice(0, 3).map((one) => one.outerHTML.slice(0, 100)),
    ],
    targets: [...document.querySelectorAll(OURS)]
      .filter((one) => one.offsetParent !== null && box(one).height < least - 0.5)
      .map((one) => `${one.tagName.toLowerCase()} ${words(one)}`),
    // Of two that overlap in height, the middles are on one line.
    uneven: rows.flatMap((shown) =>
      shown.slice(1).filter((one, before) => {
        const [left, right] = [box(shown[before]), box(one)];
        return right.top < left.bottom && Math.abs(left.top + left.bottom - right.top - right.bottom) > 2;
      }).map(words)),
  };
}
