/* The box below the title: how far Python is, and the buttons for the whole page. */
import { button, disable } from "./controls.js";
import { element } from "./element.js";
import { kept, onRemoved, remove } from "./offline.js";
import { errorName, sentence } from "./outputs.js";
import { megabytes } from "./words.js";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform ?? "");
const hasNoKeys = () => matchMedia("(pointer: coarse)").matches;

/* The box of the button that opens the page's Python, or the button. */
const place = (opener) => opener.closest("[data-page]") ?? opener;

export class Toolbar {
  /* page: {runAll, stop, restart, resetAll, cancel, again}. */
  constructor(opener, words, page) {
    this.opener = opener;
    this.words = words;
    this.page = page;
    this.status = element("p", { class: "pip-status", role: "status" });
    this.bar = element("progress", {
      class: "pip-progress",
      "aria-label": words("progress"),
      max: 1,
    });
    this.count = element("span", { class: "pip-count" });
    this.buttons = element("div", { class: "pip-buttons" });
    this.box = element("div", { class: "pip-toolbar", role: "group", "aria-label": words("name") });
    this.box.append(this.status, this.buttons);
    place(opener).after(this.box);
    disable(opener, true);
  }

  /* One sentence, which a screen reader says too. */
  say(key, values) {
    this.status.textContent = this.words(key, values);
  }

  sayRan({ number, isHidden }, above, reply) {
    if (reply.status === "ok")
      return this.say(above ? "said_ran_above" : "said_ran", { number, count: above });
    const name = errorName(reply.ename);
    const why = sentence(name, reply.evalue, this.words) ?? name;
    return this.say(isHidden ? "said_error_hidden" : "said_error", { number, why });
  }

  sayStopped({ number }, above) {
    const key = above.isHidden ? "said_stopped_hidden" : "said_stopped_above";
    this.say(key, { number, above: above.number });
  }

  busy(is) {
    if (this.halt) disable(this.halt, !is);
  }

  /* ---- Loading --------------------------------------------------------------------------- */

  /* isKept: nothing of it has to come over the network. */
  begin(total, isKept) {
    this.isKept = isKept;
    this.say(isKept ? "begins_kept" : "begins", { total: megabytes(total) });
    const cancel = this.#button("cancel");
    this.buttons.replaceChildren(this.bar, this.count, cancel);
    this.progress(0, total);
  }

  progress(bytes, total) {
    if (!this.bar.isConnected) return; // a new Python for a page that has run: its files are here
    this.bar.value = total && bytes / total;
    const values = { done: megabytes(bytes), total: megabytes(total) };
    const comes = bytes < total && !this.isKept;
    this.count.textContent = this.words(comes ? "loading" : "starting", values);
  }

  silent(seconds) {
    this.say("silent", { seconds });
  }

  #endProgress() {
    this.bar.remove();
    this.count.remove();
  }

  /* ---- At work --------------------------------------------------------------------------- */

  ready(again) {
    const active = document.activeElement;
    this.#endProgress();
    this.say(again ? "ready_again" : hasNoKeys() ? "ready_touch" : "ready");
    if (!this.working) this.#showButtons();
    const goes = active === this.opener || !active.isConnected; // what had the focus is not there any more
    this.#offerOtherWays(false);
    place(this.opener).hidden = true;
    if (goes) this.buttons.firstElementChild.focus({ preventScroll: true });
  }

  #showButtons() {
    const names = ["run_all", "stop", "restart", "reset_all"];
    const acts = { run_all: "runAll", reset_all: "resetAll" };
    const made = names.map((name) => this.#button(name, acts[name] ?? name));
    this.halt = made[1];
    disable(this.halt, true);
    this.buttons.replaceChildren(...made);
    this.help ??= this.#helpLine();
    this.box.append(this.help);
    this.working = true;
  }

  #helpLine() {
    const keys = this.words("help_keys", { indent: MAC ? "⌘]" : "Ctrl+]" });
    const how = hasNoKeys() ? this.words("help_touch") : keys;
    return element("p", { class: "pip-help" }, `${how} ${this.words("help")}`);
  }

  #button(name, act = name) {
    return button(
      this.words(name),
      undefined,
      () => this.page[act](),
      `pip-${name.replace("_", "-")}`,
    );
  }

  /* ---- What went wrong ------------------------------------------------------------------- */

  ended(why, reason) {
    if (!this.working) this.#showButtons();
    this.say(`said_${why}`, { why: reason });
  }

  /* The book's own line for where Python cannot run names other ways; it is beside the button. */
  fail(why) {
    this.say("failed", { why });
    this.#offerOtherWays(true);
    this.buttons.replaceChildren(this.#button("again"));
    this.working = false;
  }

  #offerOtherWays(wish) {
    const line = place(this.opener).querySelector("p");
    if (line) line.hidden = !wish;
  }

  /* Everything is as before the press. */
  remove() {
    this.#offerOtherWays(false);
    this.#forgetKept();
    this.box.remove();
    disable(this.opener, false);
    this.opener.focus({ preventScroll: true });
  }

  /* ---- What this browser keeps ----------------------------------------------------------- */

  /* Says what is kept, with the switch that removes it. */
  async tellKept(runtime) {
    const { bytes, whole } = await kept(runtime);
    if (!bytes) return this.#forgetKept();
    this.kept ??= this.#keptLine(runtime);
    this.kept.firstElementChild.textContent = this.words(whole ? "kept" : "kept_part", {
      size: megabytes(bytes),
    });
    return undefined;
  }

  #keptLine(runtime) {
    const act = () => this.#remove(runtime, off);
    const off = button(this.words("remove"), undefined, act, "pip-remove");
    const line = element("div", { class: "pip-kept" }, element("span"), off);
    this.box.append(line);
    this.unhear = onRemoved(runtime, () => this.#forgetKept());
    return line;
  }

  #forgetKept() {
    this.unhear?.();
    this.kept?.remove();
    this.kept = this.unhear = undefined;
  }

  async #remove(runtime, off) {
    const hadFocus = off === document.activeElement;
    disable(off, true);
    const { bytes } = await remove(runtime);
    await this.tellKept(runtime); // the switch stays where something could not be removed
    disable(off, false);
    this.say(bytes > 0 ? "said_removed" : "said_not_removed", { size: megabytes(bytes) });
    const isLost = hadFocus && !off.isConnected;
    if (isLost) this.buttons.querySelector("button")?.focus({ preventScroll: true });
  }
}
