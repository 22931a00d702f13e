// What a report can do where scripts run; it is read without. Tables sort by their headings, and a trial that is pointed
// at in a figure or a table is marked in the other. Free of `<` and `&`, which XML would not leave alone.

export const HTML_SCRIPT = `
'use strict';
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const headings = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const order = new Map([...body.rows].map((row, place) => [row, place]));
  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const rising = heading.getAttribute('aria-sort') !== 'ascending';
      const key = (row) => {
        const cell = row.cells[column];
        return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
      };
      const compare = (a, b) => {
        if (typeof a === typeof b) return typeof a === 'number' ? a - b : b > a ? -1 : a > b ? 1 : 0;
        return typeof a === 'number' ? -1 : 1;
      };
      const rows = [...order.keys()].sort(
        (a, b) => (rising ? 1 : -1) * compare(key(a), key(b)) || order.get(a) - order.get(b),
      );
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', rising ? 'ascending' : 'descending');
      body.append(...rows);
    });
  });
}
const mark = (event, on) => {
  const trial = event.target.closest('[data-trial]');
  const section = trial?.closest('section');
  for (const same of section?.querySelectorAll('[data-trial="' + trial.dataset.trial + '"]') ?? []) {
    same.classList.toggle('marked', on);
  }
};
document.addEventListener('pointerover', (event) => mark(event, true));
document.addEventListener('pointerout', (event) => mark(event, false));
`.trim();
