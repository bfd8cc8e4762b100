/* What the page says, in its language. A book can replace a sentence, or bring a language. */
import en from "./words/en.json";
import ko from "./words/ko.json";

const LANGUAGES = { en, ko };

/* Returns a function: words("loading", {done, total}). What a language lacks is English. */
export function wordsFor(language, own = {}) {
  const short = language.split("-")[0];
  const said = Object.assign({}, en, own.en, LANGUAGES[short], own[short], own[language]);
  return (key, values = {}) => {
    if (!(key in said)) throw new Error(`no words for ${key}`);
    return said[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
}

/* Bytes as a reader compares them: 15.2. */
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
