/* An editor for Python: CodeMirror, with the colours that the site has for code.

Tab leaves it, as it leaves any field; Mod-] and Mod-[ move a line to the right and to the left. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  HighlightStyle,
  bracketMatching,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { reachWithKeys } from "./reach.js";

/* Pygments's short names: the site's style sheet gives them colours, light and dark. */
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword], class: "k" },
  { tag: tags.moduleKeyword, class: "kn" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: tags.comment, class: "c1" },
  { tag: [tags.string, tags.special(tags.string)], class: "s2" },
  { tag: tags.number, class: "mi" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: [tags.operator, tags.derefOperator], class: "o" },
  { tag: tags.meta, class: "nd" },
]);

/* Puts an editor into an element. label: says what it is to who cannot see it. run and change: are
called. Returns {text, focus}; text can be set, and Undo brings the earlier one back. */
export function edit(place, text, about) {
  const view = new EditorView({ parent: place, doc: text, extensions: extensions(about) });
  reachWithKeys(view.scrollDOM, view.contentDOM);
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(wanted) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: wanted } });
    },
    focus: () => view.focus(),
  };
}

function extensions({ label, run, change }) {
  const go = { run: () => (run(), true), preventDefault: true };
  const runs = ["Shift-Enter", "Mod-Enter"].map((key) => ({ key, ...go }));
  return [
    history(),
    drawSelection(),
    bracketMatching(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    python(),
    syntaxHighlighting(COLOURS),
    keymap.of([...runs, ...defaultKeymap, ...historyKeymap]),
    EditorView.contentAttributes.of({ "aria-label": label, ...PLAIN }),
    EditorView.updateListener.of((update) => update.docChanged && change()),
  ];
}

/* No help with writing that is meant for prose. */
const PLAIN = { spellcheck: "false", autocapitalize: "off", autocorrect: "off" };
