/* What the page says, in its language. A book can replace a sentence, or bring a language. */
import en from "./words/en.json";
import ko from "./words/ko.json";

const LANGUAGES = { en, ko };

/* Returns a function: words("loading", {done, total}). What a language lacks is English. A number
is written as the language writes it: 1,000,000. */
export function wordsFor(language, own = {}) {
  const numbers = numbersOf(language);
  const short = language.split("-")[0];
  const said = Object.assign({}, en, own.en, LANGUAGES[short], own[short], own[language]);
  return (key, values = {}) => {
    if (!(key in said)) throw new Error(`no words for ${key}`);
    return said[key].replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name] ?? whole;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}

function numbersOf(language) {
  try {
    return new Intl.NumberFormat(language);
  } catch {
    return new Intl.NumberFormat("en"); // the page's language is no language tag
  }
}

/* Bytes as a reader compares them: 15.2. */
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
