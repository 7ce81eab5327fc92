// What a reader does with the page, one thing after another; the outcome is in the attribute data-checks of <html>.
{
  let passed = 0;
  const failed = [];
  const check = (what, holds) => { holds ? passed++ : failed.push(what); };
  const find = selector => document.querySelector(selector), every = selector => [...document.querySelectorAll(selector)];
  const key = (target, name) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

  // Sorting: numbers from high to low, then the other way; texts from a to z.
  const column = number => every("#class-table tbody tr").map(row => row.cells[number].dataset.value ?? row.cells[number].textContent);
  const heads = every("#class-table thead button");
  heads[2].click();
  const high = column(2).filter(value => value !== "").map(Number);
  check("PQ from high to low", high.length > 5 && high.every((value, i) => i === 0 || high[i - 1] >= value));
  check("aria-sort", heads[2].parentElement.ariaSort === "descending" && heads[0].parentElement.ariaSort === "none");
  heads[2].click();
  const low = column(2).filter(value => value !== "").map(Number);
  check("PQ from low to high", low.every((value, i) => i === 0 || low[i - 1] <= value));
  heads[0].click();
  check("names from a to z", column(0)[0] === "bicycle" && column(0).at(-1) === "wall");

  // The confusion matrix by keyboard, and in pixels.
  const cell = find("#confusion-table tbody td");
  cell.focus();
  check("reading", find("#confusion-reading").textContent.startsWith("road as road: "));
  key(cell, "ArrowRight");
  check("next cell", find("#confusion-reading").textContent.startsWith("road as sidewalk: "));
  key(document.activeElement, "ArrowDown");
  check("cell below", find("#confusion-reading").textContent.startsWith("sidewalk as sidewalk: "));
  find("#confusion-unit").click();
  check("pixels", find("#confusion-unit").ariaPressed === "true" && getComputedStyle(cell.children[0]).display === "none");

  // Colours.
  find("#theme").click();
  check("light", getComputedStyle(document.documentElement).colorScheme === "light");
  find("#theme").click();
  check("dark", getComputedStyle(document.documentElement).colorScheme === "dark");

  // Four pictures are enlarged and moved together, and those of other images are not.
  const transforms = id => every(`#${id} img`).map(img => img.style.transform);
  find("#worst-1 [data-zoom=in]").click();
  const enlarged = transforms("worst-1");
  check("four enlarged together", enlarged.length === 4 && enlarged[0].includes("scale(1.5)") && enlarged.every(text => text === enlarged[0]));
  check("others are not", transforms("worst-2").every(text => text === ""));
  const panel = find("#worst-1 .panel"), box = panel.getBoundingClientRect();
  const pointer = (target, type, x, y) => target.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, clientX: x, clientY: y, bubbles: true, detail: 1 }));
  panel.setPointerCapture = () => {};
  pointer(panel, "pointerdown", box.left + 50, box.top + 50);
  pointer(panel, "pointermove", box.left + 20, box.top + 50);
  pointer(panel, "pointerup", box.left + 20, box.top + 50);
  panel.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
  check("dragged together", transforms("worst-1").every(text => text !== enlarged[0] && text === transforms("worst-1")[0]));
  check("a drag is no click", !find("#lightbox").open);
  const wheel = (target, options) => {
    const event = new WheelEvent("wheel", { deltaY: -100, clientX: box.left + 50, clientY: box.top + 50, bubbles: true, cancelable: true, ...options });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };
  check("the wheel scrolls the page", !wheel(panel, {}));
  check("with Ctrl it enlarges", wheel(panel, { ctrlKey: true }));
  find("#worst-1 [data-zoom=reset]").click();
  check("whole again", transforms("worst-1").every(text => text === ""));

  // The lightbox by keyboard.
  const lightbox = find("#lightbox"), stage = find(".stage img"), source = (id, number) => every(`#${id} img`)[number].src;
  every("#worst-1 .panel")[1].click();
  check("opens", lightbox.open && stage.src === source("worst-1", 1) && location.hash === "#worst-1/truth");
  key(lightbox, "ArrowRight");
  check("next picture", stage.src === source("worst-1", 2));
  key(lightbox, "ArrowDown");
  check("next image", stage.src === source("worst-2", 2));
  key(lightbox, "4");
  check("errors by number", stage.src === source("worst-2", 3) && lightbox.classList.contains("errors") && stage.alt.includes("missed"));
  key(lightbox, "+");
  check("larger", stage.style.transform.includes("scale(1.5)"));
  key(lightbox, "ArrowLeft");
  check("the place stays", stage.style.transform.includes("scale(1.5)"));
  wheel(find(".stage"), {});
  check("larger by wheel", !stage.style.transform.includes("scale(1.5)"));
  key(lightbox, "0");
  check("whole", stage.style.transform.includes("scale(1)"));
  key(lightbox, "ArrowUp");
  key(lightbox, "ArrowUp");
  check("round to the last image", stage.src === source("best-3", 2));
  find("#close").click();
  check("closes", !lightbox.open);

  document.documentElement.dataset.checks = failed.length === 0 ? `${passed} passed` : `FAILED: ${failed.join("; ")}`;
}
