/* How many characters a field still takes.

   Fields with a limit say how much is used while they are filled in, and how much is too much.
   Typed or pasted text is never cut: the browser's own limit is taken off, the server refuses what
   is too long. Without this script that limit stays. */

const FIELDS = 'input[type="text"][maxlength], input:not([type])[maxlength], textarea[maxlength]';
/* Codes and dates need no count. */
const SHORTEST = 40;
/* Short fields show their count from here on, or while they are being filled in. */
const NEAR = 0.75;
const PAUSE_BEFORE_SAYING_MS = 1000;
let number = 0;

/* As the server counts: without space at the ends, a line break is two characters. */
const lengthOf = (text) => [...text.trim().replace(/\r?\n/g, '\r\n')].length;

const words = (used, limit) =>
  used > limit
    ? `${used - limit} ${used - limit === 1 ? 'character' : 'characters'} too many`
    : `${used} of ${limit} characters`;

const element = (className, attributes = {}) => {
  const made = document.createElement('span');
  made.className = className;
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  return made;
};

const count = (field) => {
  const limit = Number(field.getAttribute('maxlength'));
  if (limit < SHORTEST || field.dataset.characterCount) return;
  field.dataset.characterCount = limit;
  field.removeAttribute('maxlength');

  number += 1;
  const hint = element('w-sr-only', { id: `character-count-${number}` });
  hint.textContent = `At most ${limit} characters.`;
  const shown = element('x-character-count', { 'aria-hidden': 'true' });
  const said = element('w-sr-only', { 'aria-live': 'polite' });
  field.after(shown, hint, said);
  const described = field.getAttribute('aria-describedby');
  field.setAttribute('aria-describedby', [described, hint.id].filter(Boolean).join(' '));

  let pause;
  const show = () => {
    const used = lengthOf(field.value);
    const near = used >= limit * NEAR;
    shown.textContent = words(used, limit);
    shown.classList.toggle('x-character-count--over', used > limit);
    shown.hidden = !(field.tagName === 'TEXTAREA' || near || document.activeElement === field);
    clearTimeout(pause);
    if (near && document.activeElement === field) {
      pause = setTimeout(() => {
        said.textContent = words(used, limit);
      }, PAUSE_BEFORE_SAYING_MS);
    }
  };
  ['input', 'change', 'focus', 'blur'].forEach((type) => field.addEventListener(type, show));
  show();
};

const countAll = (root) => {
  if (root.matches?.(FIELDS)) count(root);
  root.querySelectorAll?.(FIELDS).forEach(count);
};

countAll(document);
/* Blocks, rows and dialogues are added while a page is edited. */
new MutationObserver((changes) => {
  changes.forEach(({ addedNodes }) => addedNodes.forEach(countAll));
}).observe(document.body, { childList: true, subtree: true });
