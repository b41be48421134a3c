// Types into, or chooses of, the fields `among` that are named so; whether there are any.
({ among, name, values }) => {
  const named = (name) => Array.from(document.querySelectorAll(`${among} [name="${name}"]:not([type=hidden])`));
  const open = (one) => {
    if (!one.matches(":disabled, [readonly]") && one.checkVisibility({ visibilityProperty: true })) return one;
    throw new Error(`${name} cannot be reached`);
  };
  // As keys would: what a field has no room for is not in it.
  const type = (one, value) => {
    open(one).focus();
    one.select();
    document.execCommand(value ? "insertText" : "delete", false, value);
    if (one.value !== value) throw new Error(`${name} does not take ${value}`);
  };
  const parts = ["year", "month", "day"].flatMap((part) => named(`${name}.${part}`));
  const fields = named(name);
  if (parts.length) parts.forEach((one, at) => type(one, values[0].split("-")[at]));
  else if (["radio", "checkbox"].includes(fields[0]?.type)) {
    const one = fields.find((one) => values.includes(one.value));
    if (!one) throw new Error(`${name} has no choice ${values}`);
    open(one).checked = true;
  } else if (fields[0]?.matches("select")) {
    open(fields[0]).value = values[0];
    if (fields[0].value !== values[0]) throw new Error(`${name} does not take ${values[0]}`);
  } else if (fields.length) type(fields[0], values[0]);
  return parts.length + fields.length > 0;
}
