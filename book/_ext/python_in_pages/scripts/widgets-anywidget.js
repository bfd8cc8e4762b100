/* anywidget's own front end: a widget brings its script and its style sheet in its state. */
import { made } from "./widgets-define.js"; // the order counts
import "anywidget";

export const { AnyModel, AnyView } = made();
