/* What a page looks like, in numbers. Each function returns what is wrong, in words. */
(() => {
  /* A rotated arrow sticks out by this much, in pixels; a letter that is cut off by more. */
  const SLACK = 3;
  const root = document.documentElement;
  const name = (element) => {
    const words = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.className} “${words}”`;
  };
  /* Not what is folded away, nor what is there for screen readers only. */
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !element.closest('.x-hidden, .x-skip:not(:focus)');
  const scrollsSideways = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
  const isInside = (element, test) => {
    for (let outer = element; outer; outer = outer.parentElement) if (test(outer)) return true;
    return false;
  };

  const sideways = () =>
    root.scrollWidth > root.clientWidth
      ? [`the page is ${root.scrollWidth} wide on a screen of ${root.clientWidth}`]
      : [];

  /* What sticks out of its box or of the screen. A table may be wide in a frame that scrolls, and what is typed into
     a line is as long as it is. */
  const cutOff = () => {
    const found = [];
    document.querySelectorAll('body *').forEach((element) => {
      if (!isSeen(element) || element.closest('svg')) return;
      const { overflowX, overflowY, display } = getComputedStyle(element);
      const { left, right } = element.getBoundingClientRect();
      if (right > root.clientWidth + SLACK || left < -SLACK) {
        if (!isInside(element.parentElement, scrollsSideways)) found.push(`off the screen: ${name(element)}`);
      }
      if (display.startsWith('inline') && display !== 'inline-block') return;
      if (!scrollsSideways(element) && element.localName !== 'input' && element.scrollWidth > element.clientWidth + SLACK && element.clientWidth) {
        found.push(`too wide for its box (${overflowX}): ${name(element)}`);
      }
      if (['hidden', 'clip'].includes(overflowY) && element.scrollHeight > element.clientHeight + SLACK) {
        found.push(`cut off below: ${name(element)}`);
      }
    });
    return found;
  };

  /* Lines of text, pictures and fields that lie over each other. */
  const overlapping = () => {
    const boxes = [];
    const add = (element, { left, right, top, bottom }) => {
      if (right - left > 1 && bottom - top > 1) boxes.push({ element, left, right, top, bottom });
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (!text.data.trim() || !isSeen(text.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      [...range.getClientRects()].forEach((box) => add(text.parentElement, box));
    }
    document.querySelectorAll('img, select, input, textarea, button').forEach((element) => {
      if (isSeen(element)) add(element, element.getBoundingClientRect());
    });
    boxes.sort((one, other) => one.top - other.top);
    const found = [];
    boxes.forEach((one, position) => {
      for (let next = position + 1; next < boxes.length; next += 1) {
        const other = boxes[next];
        const height = Math.min(one.bottom, other.bottom) - other.top;
        if (other.top >= one.bottom) break;
        const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (width > SLACK && height > SLACK && !one.element.contains(other.element)
          && !other.element.contains(one.element)) {
          found.push(`${name(one.element)} lies over ${name(other.element)}`);
        }
      }
    });
    return found;
  };

  /* What the keyboard reaches and what does not show that it has. Press a key before. */
  const withoutVisibleFocus = () => {
    const found = [];
    const reached = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    document.querySelectorAll(reached).forEach((element) => {
      if (!element.checkVisibility({ visibilityProperty: true })) return;
      element.focus();
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const isOnScreen = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      if (document.activeElement !== element) found.push(`takes no focus: ${name(element)}`);
      else if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) found.push(`no outline: ${name(element)}`);
      else if (!isOnScreen) found.push(`off the screen: ${name(element)}`);
    });
    return found;
  };

  return { sideways, cutOff, overlapping, withoutVisibleFocus };
})()
