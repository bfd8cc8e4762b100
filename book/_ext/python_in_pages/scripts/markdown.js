/* Markdown that code shows becomes HTML. In a part of its own: few pages need it. */
import { marked } from "marked";

export const toHtml = (text) => marked.parse(text);
