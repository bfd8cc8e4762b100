/* A widget that this page cannot show says so, in one sentence, in the place where it would be. */
import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

export { DOMWidgetModel as MissingModel };

/* Returns the view of a widget of this kind. */
export function missingView(words, kind) {
  return class extends DOMWidgetView {
    render() {
      super.render();
      this.el.classList.add("pip-missing");
      this.el.textContent = words("widget_unknown", { kind });
    }
  };
}
