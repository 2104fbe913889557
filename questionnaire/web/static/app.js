// What the pages do beyond plain forms. Everything here may be missing: each form saves on its own button.
//
// Autosave. <form data-autosave data-autosave-url="..." [data-autosave-owner="person id"]> holds wrappers [data-item="ID"],
// each with a hidden input rev.ID. An item goes out alone, one request after another, and stays "unsaved" until the
// server has answered with its new revision. Until then its fields are also kept in this tab's sessionStorage, so that
// neither a dead network, nor an expired session, nor a crash loses what was typed.

const PAUSE = 1500, FIRST_RETRY = 3000, LAST_RETRY = 60000;

const FIELD = "input:not([type=hidden]), select, textarea";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// What browsers without requestSubmit lose: the name and value of the button that was pressed.
const submitPlainly = (form, submitter) => {
  if (submitter?.name) form.append(make("input", { type: "hidden", name: submitter.name, value: submitter.value }));
  form.submit();
};

// Whether a field holds something else than the server rendered.
const differs = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.type !== "file" && field.value !== field.defaultValue;
  const rendered = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(rendered, 0);
};

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.status = document.querySelector("[data-save-status]") || make("div");
    this.items = new Map(all("[data-item]", form).map((wrapper) => [wrapper.dataset.item, wrapper]));
    this.edits = new Map(); // item -> how many edits it has seen; a save is complete if none came meanwhile
    this.waiting = new Set(); // changed, to be sent
    this.faulty = new Set(); // kept on the server as typed, but no answer yet
    this.stuck = new Set(); // refused or in conflict: still unsaved, sent again only after the next edit
    this.timers = new Map();
    this.failures = 0;
    this.sending = null;
    this.store = `unsaved ${form.dataset.autosaveOwner || ""} ${this.url}`;
    this.offered = {}; // drafts typed over an older revision: shown, never put back unasked
    this.restore();
    // Typed before this module ran, or put back by the browser: not what the server rendered, so not saved.
    for (const wrapper of this.items.values()) {
      const changed = all(FIELD, wrapper).find((field) => field.name && differs(field));
      if (changed) this.edited(changed, 0);
    }

    form.addEventListener("input", (event) => this.edited(event.target, PAUSE));
    form.addEventListener("change", (event) => this.edited(event.target, 0));
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.send());
    addEventListener("beforeunload", (event) => { if (this.unsaved && !this.leaving) { event.preventDefault(); event.returnValue = true; } });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
    addEventListener("pageshow", () => { this.leaving = this.halted = false; });
    document.addEventListener("submit", (event) => this.beforeSubmit(event), true);
    document.addEventListener("click", (event) => this.beforeLink(event));
  }

  get unsaved() { return this.waiting.size + this.stuck.size > 0; }

  // ---- what an item holds ----

  fields(id) {
    const names = new Set(all("input, select, textarea", this.items.get(id)).map((field) => field.name));
    names.delete(`rev.${id}`);
    return [...new FormData(this.form)].filter(([name, value]) => names.has(name) && typeof value === "string");
  }

  // A half-typed date or number reaches a form as nothing: sending it would wipe the answer before.
  halfTyped(id) { return all("input", this.items.get(id)).some((field) => field.validity.badInput); }

  revision(id) { return this.form.elements.namedItem(`rev.${id}`); }

  // ---- edits ----

  edited(target, delay) {
    const id = target.closest?.("[data-item]")?.dataset.item;
    if (!id || !this.items.has(id) || target.type === "file") return;
    this.edits.set(id, (this.edits.get(id) || 0) + 1);
    this.stuck.delete(id);
    this.waiting.add(id);
    this.items.get(id).dataset.unsaved = "";
    this.keep();
    if (!this.failures) this.say("unsaved");
    clearTimeout(this.timers.get(id));
    this.timers.set(id, setTimeout(() => { this.timers.delete(id); this.send(); }, delay));
  }

  flush() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers.clear();
    return this.send();
  }

  // ---- sending, one at a time ----

  send() { return (this.sending ??= this.drain().finally(() => { this.sending = null; })); }

  async drain() {
    clearTimeout(this.retry);
    for (;;) {
      const id = [...this.waiting].find((candidate) => !this.timers.has(candidate) && !this.halfTyped(candidate));
      if (!id || this.halted) return;
      if (!(await this.sendOne(id))) {
        const pause = Math.min(FIRST_RETRY * 2 ** this.failures++, LAST_RETRY);
        this.retry = setTimeout(() => this.send(), pause);
        return;
      }
      this.failures = 0;
    }
  }

  async sendOne(id) {
    const edit = this.edits.get(id);
    const token = this.form.elements.namedItem("csrf_token");
    const sent = { value: this.revision(id)?.value ?? "", fields: this.fields(id) };
    const body = new URLSearchParams([["csrf_token", token?.value ?? ""], [`rev.${id}`, sent.value], ...sent.fields]);
    if (!this.failures) this.say("saving");
    let reply;
    try {
      const response = await fetch(this.url, {
        method: "POST", body, credentials: "same-origin", signal: AbortSignal.timeout?.(30000), // older phones have none: they wait for the network
        headers: { "X-Requested-With": "fetch", Accept: "application/json" },
        keepalive: body.toString().length < 60000, // survives leaving the page, up to the size browsers allow
      });
      if (response.redirected || response.status === 401) return this.say("signed-out");
      reply = await response.json(); // not JSON, as from a proxy: tried again like a dead network
      if (reply.csrf_token) all("input[name=csrf_token]").forEach((field) => { field.value = reply.csrf_token; });
      if (!(reply.revisions || reply.problems || reply.conflict)) return this.say("retrying", reply.message);
    } catch {
      return this.say("retrying");
    }
    this.apply(id, edit, reply);
    return true;
  }

  apply(id, edit, { saved_at: savedAt, revisions = {}, states = {}, problems = {}, conflict = {}, progress }) {
    for (const [item, revision] of Object.entries(revisions)) {
      const field = this.revision(item);
      // An unsaved neighbour keeps the revision it was typed over: only what we sent may move on.
      if (field && !(item in conflict) && (item === id || !this.waiting.has(item))) field.value = revision;
    }
    const stored = id in revisions && !(id in conflict);
    if (id in problems) this.faulty.add(id); else this.faulty.delete(id);
    if (this.edits.get(id) === edit) {
      this.waiting.delete(id);
      if (stored) delete this.items.get(id).dataset.unsaved;
      else this.stuck.add(id);
    }
    this.showProblem(id, problems[id], conflict[id]);
    for (const [item, state] of Object.entries(states)) {
      const wrapper = this.items.get(item);
      // A question that holds unsaved text stays in sight until that is saved.
      if (wrapper && !(this.waiting.has(item) && state !== "asked")) wrapper.hidden = state !== "asked";
    }
    if (progress) all("[data-progress]").forEach((element) => { element.textContent = progress; });
    this.keep();
    if (this.stuck.size) this.say("refused");
    else if (this.waiting.size) this.say("unsaved");
    else if (this.faulty.size) this.say("faulty");
    else if (savedAt) this.say("saved", savedAt);
  }

  // Show a state in words; answers false, so that a failed send can return it.
  say(state, text = this.status.dataset[`text${state.replace(/(^|-)(.)/g, (_match, _dash, letter) => letter.toUpperCase())}`]) {
    this.status.dataset.state = state;
    if (text && this.status.textContent !== text) this.status.textContent = text;
    return false;
  }

  // ---- problems and conflicts, beside the item ----

  showProblem(id, problem, conflictUrl) {
    const wrapper = this.items.get(id), text = this.status.dataset, messageId = `problem-${id}`;
    const group = wrapper.querySelector(".govuk-form-group") || wrapper;
    const described = group.querySelector(`fieldset, ${FIELD}`);
    all(".govuk-error-message", wrapper).forEach((old) => old.remove());
    all(".govuk-form-group--error", wrapper).forEach((old) => old.classList.remove("govuk-form-group--error"));
    all(".govuk-input--error, .govuk-textarea--error, .govuk-select--error", wrapper).forEach((old) =>
      old.classList.remove("govuk-input--error", "govuk-textarea--error", "govuk-select--error"));
    const others = (described?.getAttribute("aria-describedby") || "").split(" ").filter((other) => other && other !== messageId && document.getElementById(other));
    const shown = Boolean(problem || conflictUrl);
    if (shown) {
      const message = make("p", { className: "govuk-error-message", id: messageId },
        make("span", { className: "govuk-visually-hidden", textContent: `${text.textError || ""} ` }), problem || text.textConflict || "");
      if (conflictUrl) message.append(" ", make("a", { className: "govuk-link", href: conflictUrl, target: "_blank", rel: "noopener", textContent: text.textCompare || conflictUrl }));
      const above = group.querySelector(":scope > fieldset > .govuk-hint, :scope > .govuk-hint") || group.querySelector("legend, label");
      if (above) above.after(message); else group.prepend(message);
      group.classList.add("govuk-form-group--error");
      others.push(messageId);
    }
    if (!described) return;
    if (others.length) described.setAttribute("aria-describedby", others.join(" ")); else described.removeAttribute("aria-describedby");
  }

  // ---- drafts: what was typed and not saved survives this page ----

  keep() {
    const drafts = { ...this.offered };
    for (const id of [...this.waiting, ...this.stuck]) drafts[id] = { revision: this.revision(id)?.value, fields: this.fields(id) };
    try {
      if (Object.keys(drafts).length) sessionStorage.setItem(this.store, JSON.stringify(drafts));
      else sessionStorage.removeItem(this.store);
    } catch { /* storage full or forbidden: the page itself still holds everything */ }
  }

  restore() {
    let drafts = {};
    try { drafts = JSON.parse(sessionStorage.getItem(this.store)) || {}; } catch { /* unreadable: nothing to restore */ }
    for (const [id, draft] of Object.entries(drafts)) {
      if (!this.items.has(id) || JSON.stringify(this.fields(id)) === JSON.stringify(draft.fields)) continue;
      if (draft.revision === this.revision(id)?.value) this.putBack(id, draft, "restored");
      else this.offer(id, draft);
    }
    this.keep();
  }

  putBack(id, draft, state) {
    const wrapper = this.items.get(id), values = new Map();
    draft.fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    for (const name of values.keys()) {
      const row = wrapper.querySelector("[data-rows]")?.dataset.rows;
      const fresh = row !== undefined && !all(FIELD, wrapper).some((field) => field.name === name) && /\.(r[0-9a-f]{8})\./.exec(name);
      if (fresh) addRow(wrapper.querySelector("[data-rows]"), fresh[1]);
    }
    all(FIELD, wrapper).forEach((field) => {
      if (field.type === "file") return;
      const mine = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine.shift();
    });
    wrapper.hidden = false;
    this.edited(wrapper, 0);
    this.say(state);
  }

  offer(id, draft) {
    const text = this.status.dataset, wrapper = this.items.get(id);
    const typed = draft.fields.map(([, value]) => value).filter(Boolean).join("\n");
    const choose = (label, kind, action) => make("button", { type: "button", className: `govuk-button ${kind}`, textContent: label || "?",
      onclick: () => { delete this.offered[id]; box.remove(); action(); this.keep(); } });
    const box = make("div", { className: "q-draft" }, text.textDraft || "", make("pre", { textContent: typed }),
      choose(text.textUse, "", () => this.putBack(id, draft, "unsaved")), choose(text.textForget, "govuk-button--secondary", () => {}));
    this.offered[id] = draft;
    wrapper.hidden = false;
    wrapper.append(box);
  }

  // ---- leaving ----

  // A form leads away. Finish the request under way first, or its new revision would contradict the one in the form.
  // Our own form then carries everything itself; before any other one, save what is waiting.
  async beforeSubmit(event) {
    const { target, submitter } = event, own = target === this.form;
    if (this.passing || !(this.sending || (this.unsaved && !own))) {
      this.leaving = own || !this.unsaved; // else the browser asks the person first
      this.halted = own;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    this.halted = own;
    await (own ? this.sending : this.flush());
    this.passing = true;
    if (target.requestSubmit) target.requestSubmit(submitter?.isConnected ? submitter : null);
    else submitPlainly(target, submitter);
    this.passing = false;
  }

  // A link leads away: give the last save a moment; what is still unsaved then makes the browser ask.
  async beforeLink(event) {
    const link = event.target.closest("a[href]");
    if (!link || !this.unsaved || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.target || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    await Promise.race([this.flush(), new Promise((resolve) => { setTimeout(resolve, 3000); })]);
    location.assign(link.href);
  }
}

// ---- tables: more rows ----

const freshId = () => `r${[...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

function addRow(table, id = freshId()) {
  const template = table.querySelector("template[data-row-template]") || table.parentElement.querySelector("template[data-row-template]");
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of [row, ...all("*", row)])
    for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll("__row__", id);
  (table.tBodies?.[0] || table).append(row);
  limitRows(table);
  return row;
}

function limitRows(table) {
  const most = Number(table.dataset.maxRows || Infinity);
  all(`[data-add-row="${CSS.escape(table.dataset.rows)}"]`).forEach((button) => { button.hidden = all("[data-row]:not([data-removed])", table).length >= most; });
}

document.addEventListener("click", (event) => {
  const add = event.target.closest("button[data-add-row]");
  if (add) {
    event.preventDefault(); // without this module the same button posts the form, and the server adds the row
    addRow(document.querySelector(`[data-rows="${CSS.escape(add.dataset.addRow)}"]`)).querySelector("input, select, textarea")?.focus();
  }
  const remove = event.target.closest("button[data-remove-row]");
  if (remove) {
    event.preventDefault();
    const row = remove.closest("[data-row]"), gone = row.toggleAttribute("data-removed"); // can be undone until the page is left
    all("input, select, textarea", row).forEach((field) => { field.disabled = gone; });
    [remove.textContent, remove.dataset.undo] = [remove.dataset.undo || "↺", remove.textContent];
    limitRows(row.closest("[data-rows]"));
    row.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

// ---- "none of these" ----

document.addEventListener("change", ({ target }) => {
  if (target.type !== "checkbox" || !target.checked) return;
  const scope = target.closest(".govuk-checkboxes") || target.form;
  const exclusive = "exclusive" in target.dataset;
  all("input[type=checkbox]", scope).forEach((other) => {
    if (other !== target && other.name === target.name && (exclusive || "exclusive" in other.dataset)) other.checked = false;
  });
}, true); // before the form hears of the change, so that one save carries both

all("template[data-row-template]").forEach((template) => template.closest("[data-rows]") && limitRows(template.closest("[data-rows]")));
all("form[data-autosave]").forEach((form) => new Autosave(form));
// The choice of language stands before the form that it keeps, so the Enter key in a box would press its button.
all("form[data-enter-sends]").forEach((form) => form.addEventListener("keydown", (event) => {
  const own = form.querySelector("button[type=submit]");
  if (event.key !== "Enter" || !own || !event.target.matches("input:not([type=checkbox], [type=radio], [type=file])")) return;
  event.preventDefault();
  own.click();
}));
document.querySelector("[data-error-summary]")?.focus();
