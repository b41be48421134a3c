// Types into, or chooses of, the fields that are named so; whether there are any.
({ name, values }) => {
  const named = (name) => Array.from(document.querySelectorAll(`main [name="${name}"]:not([type=hidden])`));
  const parts = ["year", "month", "day"].flatMap((part) => named(`${name}.${part}`));
  const fields = named(name);
  if (parts.length) parts.forEach((one, at) => { one.value = values[0].split("-")[at]; });
  else if (["radio", "checkbox"].includes(fields[0]?.type)) {
    const one = fields.find((one) => values.includes(one.value));
    if (!one) throw new Error(`${name} has no choice ${values}`);
    one.checked = true;
  } else if (fields.length) {
    fields[0].value = values[0];
    if (fields[0].value !== values[0]) throw new Error(`${name} does not take ${values[0]}`);
  }
  return parts.length + fields.length > 0;
}
