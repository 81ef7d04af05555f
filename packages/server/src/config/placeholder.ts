/** Words by which manuals show where a secret goes: `your-secret-key-here-change-in-production` and the like. */
const TELLTALE = [
  /^(your|my|some|the|a|an)?[-_ ]*(very|super)?[-_ ]*(secure|secret|random)[-_ ]*(secret|jwt|random)?[-_ ]*(key|string|token|value)?$/,
  /^(your|my)[-_ ].*(key|secret|token|here)/,
  /(key|secret|token|value)[-_ ]here/,
  /change[-_ ]?(me|this|it|in[-_ ]production)/,
  /^(replace|insert|put|enter|generate|example|placeholder|default|dev|test)[-_ ]/,
  /^<.*>$/,
  /^\.{3}$|^x{4,}$/,
  /^(very|super)[-_ ](secure|secret)/,
  /secret[-_ ]?key$/,
];

/** Whether a value is what a manual prints in place of a secret. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim().toLowerCase();
  return TELLTALE.some((form) => form.test(text));
}
