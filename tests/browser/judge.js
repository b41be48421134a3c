// What look.js left to axe, asked of axe. Of what is as it should be, nothing is told but whose contrast was measured.
async ({ tags, unknown }) => {
  if (!window.axe) bringAxe();
  const { painted, crossed, small, fresh } = window.lookedAt;
  const SMALL = "data-small";
  const parts = new Map(unknown.flatMap((key) => painted.get(key).map((one) => [one, key])));
  const texts = [...parts.keys(), ...crossed];
  const none = { violations: [], passes: [] };
  const rules = (...names) => ({ runOnly: { type: "rule", values: names } });
  // Of targets those that are marked: which of two rules are asked for, and of what, differs from look to look.
  axe.configure({ rules: [{ id: "target-size", selector: `[${SMALL}]` }] });
  const everything = {
    runOnly: { type: "tag", values: tags },
    rules: { "color-contrast": { enabled: false }, "target-size": { enabled: small.length > 0 } },
  };
  small.forEach((one) => one.setAttribute(SMALL, ""));
  const placed = fresh || small.length
    // Style sheets would be read anew, and no rule here asks of them.
    ? await axe.run(document, {
        ...(fresh ? everything : rules("target-size")), reporter: "no-passes", preload: { assets: ["media"] },
      })
    : none;
  small.forEach((one) => one.removeAttribute(SMALL));
  const colours = texts.length
    ? await axe.run({ include: texts }, { ...rules("color-contrast"), elementRef: true, preload: false })
    : none;
  const isMeasured = (node) => node.any.some((check) => check.data?.contrastRatio > 1);
  return {
    measured: colours.passes
      .flatMap((rule) => rule.nodes.filter(isMeasured).map((node) => parts.get(node.element)))
      .filter(Boolean),
    violations: [...placed.violations, ...colours.violations].map(
      (rule) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`,
    ),
  };
}
