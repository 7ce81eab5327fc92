extension Script {
    /// Sorting of classes; reading of the confusion matrix.
    static let tables = #"""
        // A column's first press sorts numbers from high to low and texts from a to z; the next turns the order round.
        // What has no value is last.
        for (const table of all("table.sortable")) {
          for (const button of all("thead button", table)) button.addEventListener("click", () => {
            const head = button.parentElement, column = head.cellIndex, isText = button.dataset.kind === "text";
            const before = head.ariaSort;
            const rises = before === "none" ? isText : before !== "ascending";
            for (const other of all("thead th[aria-sort]", table)) other.ariaSort = "none";
            head.ariaSort = rises ? "ascending" : "descending";
            const value = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
            const compare = (a, b) => {
              const x = value(a), y = value(b);
              if (x === "" || y === "") return (x === "") - (y === "");
              const difference = isText ? x.localeCompare(y) : x - y;
              return rises ? difference : -difference;
            };
            table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
          });
        }

        // A cell's text stands below the matrix too, where there is room and no waiting.
        {
          const table = document.getElementById("confusion-table");
          if (table) {
            const reading = document.getElementById("confusion-reading");
            const unit = document.getElementById("confusion-unit");
            const rows = [...table.tBodies[0].rows], heads = [...table.tHead.rows[0].cells];
            const read = cell => {
              for (const lit of all(".lit", table)) lit.classList.remove("lit");
              cell.parentElement.cells[0].classList.add("lit");
              heads[cell.cellIndex].classList.add("lit");
              reading.textContent = cell.title;
            };
            const cellOf = event => event.target.closest("tbody td");
            table.addEventListener("pointerover", event => cellOf(event) && read(cellOf(event)));
            table.addEventListener("focusin", event => cellOf(event) && read(cellOf(event)));
            rows[0].cells[1].tabIndex = 0;
            table.addEventListener("keydown", event => {
              const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
              const step = steps[event.key], cell = cellOf(event);
              if (!step || !cell) return;
              const next = rows[cell.parentElement.sectionRowIndex + step[0]]?.cells[cell.cellIndex + step[1]];
              event.preventDefault();
              if (!next || next.cellIndex === 0) return;
              cell.tabIndex = -1;
              next.tabIndex = 0;
              next.focus();
            });
            unit.addEventListener("click", () => unit.setAttribute("aria-pressed", table.classList.toggle("pixels")));
          }
        }

        """#
}
