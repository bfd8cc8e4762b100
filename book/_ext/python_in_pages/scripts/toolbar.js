/* The line below the title: how far Python is, and the buttons for the whole page. */
import { button, disable } from "./controls.js";
import { element } from "./element.js";
import { errorName } from "./outputs.js";
import { megabytes } from "./words.js";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform ?? "");

export class Toolbar {
  /* page: {runAll, stop, restart, resetAll, cancel, again}. */
  constructor(opener, words, page) {
    this.opener = opener;
    this.words = words;
    this.page = page;
    this.status = element("p", { class: "pip-status", role: "status" });
    this.bar = element("progress", { class: "pip-progress", "aria-label": words("begins", { total: "" }), max: 1 });
    this.count = element("span", { class: "pip-count" });
    this.buttons = element("div", { class: "pip-buttons" });
    this.box = element("div", { class: "pip-toolbar", role: "group", "aria-label": words("name") });
    this.box.append(this.status, this.buttons);
    place(opener).after(this.box);
    disable(opener, true);
  }

  say(key, values) {
    this.status.textContent = this.words(key, values);
  }

  sayRan({ number }, above, reply) {
    if (reply.status !== "ok") this.say("said_error", { number, name: errorName(reply.ename) });
    else this.say(above ? "said_ran_above" : "said_ran", { number, count: above });
  }

  busy(is) {
    if (this.halt) disable(this.halt, !is);
  }

  /* ---- Loading --------------------------------------------------------------------------- */

  begin(total) {
    this.say("begins", { total: megabytes(total) });
    const cancel = button(this.words("cancel"), undefined, () => this.page.cancel());
    this.buttons.replaceChildren(this.bar, this.count, cancel);
    this.progress(0, total, "start");
  }

  progress(bytes, total, group) {
    if (group !== "start" && !this.bar.isConnected) this.buttons.prepend(this.bar, this.count);
    if (total) this.bar.value = bytes / total;
    const values = { done: megabytes(bytes), total: megabytes(total) };
    const all = bytes >= total;
    this.count.textContent = all ? this.words("starting") : this.words(group === "start" ? "loading" : "loading_more", values);
    if (all && group !== "start") this.#endProgress();
  }

  #endProgress() {
    this.bar.remove();
    this.count.remove();
  }

  ready(again) {
    const had = this.box.contains(document.activeElement) || document.activeElement === this.opener;
    this.#endProgress();
    this.say(again ? "ready_again" : "ready");
    if (!this.working) this.#showButtons();
    place(this.opener).hidden = true;
    if (had && !again) this.buttons.querySelector("button").focus({ preventScroll: true });
  }

  #showButtons() {
    const { words, page } = this;
    this.halt = button(words("stop"), undefined, () => page.stop(), "pip-stop-all");
    disable(this.halt, true);
    this.working = [
      button(words("run_all"), undefined, () => page.runAll(), "pip-run-all"),
      this.halt,
      button(words("restart"), undefined, () => page.restart(), "pip-restart"),
      button(words("reset_all"), undefined, () => page.resetAll(), "pip-reset-all"),
    ];
    this.buttons.replaceChildren(...this.working);
    const help = element("p", { class: "pip-help" }, words("help", { indent: MAC ? "⌘]" : "Ctrl+]" }));
    this.box.append(help);
  }

  /* ---- What went wrong ------------------------------------------------------------------- */

  ended(why, reason) {
    this.say(`said_${why}`, { why: reason });
  }

  fail(why) {
    this.say("failed", { why });
    const again = button(this.words("again"), undefined, () => this.page.again(), "pip-again");
    this.#endProgress();
    this.buttons.replaceChildren(again);
    this.working = null;
  }

  cancelled() {
    this.say("cancelled");
    this.buttons.replaceChildren();
    disable(this.opener, false);
    this.opener.focus({ preventScroll: true });
  }

  remove() {
    this.box.remove();
    disable(this.opener, false);
  }
}

/* The paragraph of the button, or the button. */
const place = (opener) => opener.closest("[data-page]") ?? opener;
