// At the top of the page: that a setting is on, and whose.

const bar = make("div", { class: "explorer-banner no-print", role: "status", hidden: "" });

function settingText() {
  const chosen = setting.profile === data.profile ? [] : [profiles[setting.profile].label];
  const weights = [...setting.weights]
    .map(([a, w]) => `weight of ${attributes[a].label} ${plain(w)}`);
  const verb = setting.mode === "set" ? "set to" : "observed to be about";
  const values = [...active()].map(([q, value]) => {
    const { label, levels } = records(setting.mode)[q];
    const said = value.level === undefined ? spelled(value) : levels[value.level];
    return `${label} ${verb} ${said}`;
  });
  return [...chosen, ...weights, ...values].join("; ");
}

function banner() {
  const other = from && data.run && from !== data.run;
  bar.hidden = isDefault() && !other && !unread;
  if (bar.hidden) {
    say("on", "");
    return bar.replaceChildren();
  }
  const text = [isDefault() ? "Nothing is set." : `A setting is on: ${settingText()}.`];
  if (!isDefault()) text.push("Only the explorer follows it; the rest of the page is as run.");
  const runs = `${from}; this page: ${data.run}`;
  if (other) text.push(`The link is of another run (${runs}): numbers may differ.`);
  const lost = "Parts of the link that cannot be read here, or lie out of range";
  if (unread) text.push(`${lost}: ${unread}.`);
  say("on", text.join(" "));
  const see = make("a", { href: "#try" }, "See it"), back = button("clear", "Take it back", reset);
  return bar.replaceChildren(make("p", {}, text.join(" ")), make("p", {}, see, " ", back));
}
