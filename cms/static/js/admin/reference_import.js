/* The pages of imports: drop a file, be told at once that it is too large, see how many are chosen
   and how far it is.

   Without this script files are chosen by the button, and "Look again" shows how far it is. */

const EVERY_MS = 1000;

const sayTooLarge = (form) => {
  const input = form.querySelector('input[type=file]');
  const error = form.querySelector('[data-drop] [data-error]');
  const file = input.files[0];
  const isTooLarge = Boolean(file) && file.size > Number(form.dataset.maxBytes);
  error.hidden = !isTooLarge;
  error.textContent = isTooLarge ? form.dataset.tooLarge : '';
  input.setCustomValidity(isTooLarge ? form.dataset.tooLarge : '');
};

const takeDrops = (form) => {
  const input = form.querySelector('input[type=file]');
  const place = form.querySelector('[data-drop]');
  place.querySelector('[data-drop-hint]').hidden = false;
  input.addEventListener('change', () => sayTooLarge(form));
  ['dragenter', 'dragover'].forEach((name) => {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.add('x-import__field--over');
    });
  });
  ['dragleave', 'drop'].forEach((name) => {
    place.addEventListener(name, () => place.classList.remove('x-import__field--over'));
  });
  place.addEventListener('drop', (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    sayTooLarge(form);
  });
};

const words = ({ state, done, total }) =>
  state === 'reading'
    ? `The file is being read: ${done} records so far.`
    : `${done} of ${total} imported. You may leave this page: it goes on without you.`;

const follow = (place) => {
  const bar = place.querySelector('progress');
  const said = place.querySelector('[data-progress-text]');
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.progress, { headers: { Accept: 'application/json' } });
      if (answer.ok) {
        const found = await answer.json();
        if (found.state !== place.dataset.state) {
          window.location.reload();
          return;
        }
        said.textContent = words(found);
        if (found.total) {
          bar.max = found.total;
          bar.value = found.done;
        }
      }
    } catch {
      said.textContent = 'There is no connection now. The import goes on; this page looks again.';
    }
    window.setTimeout(look, EVERY_MS);
  };
  window.setTimeout(look, EVERY_MS);
};

/* How many are chosen, of which this page of the table shows a part. */
const countChosen = (form) => {
  const said = form.querySelector('[data-chosen]');
  const isChosen = (select) => select.value !== 'skip';
  const selects = [...form.querySelectorAll('select')];
  // A browser may put back what was chosen before the page was left.
  const stored = selects.map((select) => select.querySelector('option[selected]'));
  const elsewhere =
    Number(said.textContent) - stored.filter((option) => option && option.value !== 'skip').length;
  const count = () => {
    said.textContent = elsewhere + selects.filter(isChosen).length;
  };
  form.addEventListener('change', count);
  count();
};

/* What is chosen on a page of the table is kept when another page is opened. */
const keepChoices = (link) => {
  link.addEventListener('click', (event) => {
    const form = link.closest('form');
    if (!form.querySelector('select')) return;
    event.preventDefault();
    form.elements.next.value = link.search.slice(1);
    form.submit();
  });
};

document.querySelectorAll('[data-import-form]').forEach(takeDrops);
document.querySelectorAll('[data-progress]').forEach(follow);
document.querySelectorAll('a[data-saves]').forEach(keepChoices);
document.querySelectorAll('form:has([data-chosen])').forEach(countChosen);
