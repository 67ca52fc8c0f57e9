/* A box above a long set of checkboxes: typing leaves the choices that hold those letters.

   What is chosen when the form opens stands first. Without this script the whole set is there. */

const LONG = 20;

const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const filter = (choices) => {
  const rows = [...choices.children];
  if (rows.length <= LONG || choices.dataset.choiceFilter) return;
  choices.dataset.choiceFilter = rows.length;
  choices.classList.add('x-choices--long');
  choices.prepend(...rows.filter((row) => row.querySelector('input:checked')));

  const box = document.createElement('input');
  box.type = 'text';
  box.autocomplete = 'off';
  box.placeholder = 'Type to find one';
  box.setAttribute('aria-label', 'Type to find a choice');
  const said = document.createElement('span');
  said.className = 'w-sr-only';
  said.setAttribute('aria-live', 'polite');
  choices.before(box, said);

  box.addEventListener('input', (event) => {
    /* It is no field of the form: nothing has changed. */
    event.stopPropagation();
    const wanted = folded(box.value.trim());
    let shown = 0;
    rows.forEach((row) => {
      row.hidden = !folded(row.textContent).includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    said.textContent = `${shown} ${shown === 1 ? 'choice' : 'choices'}`;
  });
  box.addEventListener('change', (event) => event.stopPropagation());
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    rows.find((row) => !row.hidden)?.querySelector('input').focus();
  });
};

document.querySelectorAll('div.x-choices').forEach(filter);
