// Keeps the library's styles to the library. A kit resets `body`, `button` and the like; inside
// another application these rules may reach only what is inside of our own root.

import type { Plugin, Rule } from 'postcss';

const ROOT = '.orgbilling';
const PAGE = /^(?::root|:host(?:\(([^)]*)\))?|html|body)(?![\w-])/;
// Names of classes are ours or the kit's, and nobody else has them.
const CLASS = /\.[a-zA-Z_]/;

/** A selector that names no class, or names the page, as one for our root and what is in it. */
function scoped(selector: string): string {
  const page = PAGE.exec(selector);
  if (page) return ROOT + (page[1] ?? '') + selector.slice(page[0].length);
  return CLASS.test(selector) ? selector : `:where(${ROOT}) ${selector}`;
}

function isKeyframe({ parent }: Rule): boolean {
  return parent?.type === 'atrule' && 'name' in parent && String(parent.name).endsWith('keyframes');
}

/** A plugin of PostCSS. */
export const scopedCss: Plugin = {
  postcssPlugin: 'scoped-css',
  // Once, because PostCSS visits a rule again when it has changed.
  OnceExit(root) {
    root.walkRules((rule) => {
      if (!isKeyframe(rule)) rule.selectors = rule.selectors.map(scoped);
    });
  },
};
