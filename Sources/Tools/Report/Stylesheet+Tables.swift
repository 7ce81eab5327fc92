extension Stylesheet {
    /// Tables of numbers, the confusion matrix, curves.
    static let tables = """
        .wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px;
          padding: .3rem .8rem .6rem; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        .plain { width: 100%; }
        .plain th, .plain td { padding: .32rem .55rem; text-align: right; white-space: nowrap;
          border-bottom: 1px solid var(--line); }
        .plain tbody tr:last-child > * { border-bottom: 0; }
        .plain tbody tr:hover > * { background: color-mix(in srgb, var(--accent) 7%, transparent); }
        .plain thead th { color: var(--soft); font-weight: 600; font-size: .87rem; }
        .plain th:first-child { text-align: left; font-weight: 500; }
        .plain .kind { text-align: left; color: var(--soft); }
        #class-table td:nth-child(n+3):nth-child(-n+6) { min-width: 5.2rem; }
        #class-table td:nth-child(3) { font-weight: 650; min-width: 8rem; }
        .sortable th { padding: .2rem 0; }
        .sortable tbody th { padding-left: .2rem; padding-right: .8rem; }
        .sortable th button { border: 0; background: none; font-weight: 600; color: inherit; padding: .3rem .55rem;
          width: 100%; text-align: inherit; }
        .sortable th:first-child button { padding-left: .2rem; }
        .sortable th:nth-child(2) button { text-align: left; }
        .sortable th button::after { content: "↕"; opacity: .35; margin-left: .3em; font-weight: 400; }
        .sortable th[aria-sort=ascending] button::after { content: "↑"; opacity: 1; color: var(--accent); }
        .sortable th[aria-sort=descending] button::after { content: "↓"; opacity: 1; color: var(--accent); }
        @media print { .sortable th button::after { display: none; } }
        .swatch { display: inline-block; width: .95em; height: .95em; border-radius: 4px; margin-right: .55em;
          vertical-align: -.1em;
          box-shadow: inset 0 0 0 1px light-dark(#0004, #fff6); }
        .plain .bars { min-width: 9rem; padding-left: 1.4rem; text-align: left; }
        .stack { display: flex; gap: 1px; height: 11px; border-radius: 4px; overflow: hidden; }
        .stack i { min-width: 2px; }
        .right { background: var(--good); }
        .false { background: var(--false); }
        .missed { background: var(--missed); }
        .wrong { background: var(--wrong); }
        .both { background: repeating-linear-gradient(135deg, var(--missed) 0 3px, var(--false) 3px 6px); }
        .void { background: #24262b; box-shadow: inset 0 0 0 1px #8888; }
        .key { white-space: nowrap; margin-left: .7em; }
        .key i { display: inline-block; width: .9em; height: .9em; border-radius: 3px; margin-right: .35em;
          vertical-align: -.08em; }

        .confusion { font-size: .8rem; border-collapse: separate; border-spacing: 2px; margin: 0 auto 0 0; }
        .confusion thead td { border: 0; }
        .confusion thead th { height: 7.2em; vertical-align: bottom; font-weight: 500; padding: 0 0 .3em; }
        .confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 9em;
          overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
          text-align: left; }
        .confusion tbody th { text-align: right; font-weight: 500; padding-right: .5em; white-space: nowrap;
          position: sticky; left: -.8rem; background: var(--card); z-index: 1; }
        .confusion tbody td { width: 2.9em; min-width: 2.9em; height: 2.35em; text-align: center; border-radius: 4px;
          cursor: default; background: color-mix(in srgb, var(--cell) var(--s), var(--track)); }
        .confusion td.right { --cell: light-dark(#0f6fc6, #1a6fc4); }
        .confusion td.wrong { --cell: light-dark(#d81b60, #d4245f); }
        .confusion td.strong { color: #fff; }
        .confusion td:hover, .confusion td:focus { outline: 2px solid var(--text); outline-offset: 0; }
        .confusion td span + span, .confusion.pixels td span:first-child { display: none; }
        .confusion.pixels td span + span { display: inline; font-size: .88em; }
        .confusion .lit { color: var(--accent); }
        .beside { display: flex; flex-wrap: wrap; gap: .8rem; align-items: flex-start; }
        .beside > .wide { max-width: 100%; }
        .beside > .block { flex: 1 1 16rem; min-width: 0; }
        .largest { list-style: none; margin: 0; padding: 0; }
        .largest li { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .22rem 0;
          font-variant-numeric: tabular-nums; }
        .largest .bar { grid-column: 1 / -1; }
        .largest .bar i { background: var(--missed); }
        .reading { min-height: 1.6em; margin: .5rem 0 0; font-weight: 500; font-variant-numeric: tabular-nums; }

        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .8rem; }
        .charts figure { margin: 0; padding: .9rem 1rem .6rem; }
        .charts figcaption { font-weight: 500; }
        .charts figcaption b { color: var(--accent); }
        .charts svg { display: block; width: 100%; max-width: 40rem; height: auto; }
        .charts text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
        .charts .title { fill: var(--text); }
        .charts .grid { stroke: var(--line); }
        .charts polyline { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
        .charts circle { fill: var(--card); stroke: var(--accent); stroke-width: 2; }
        .charts circle.chosen { fill: var(--accent); }
        .charts line.chosen { stroke: var(--accent); stroke-dasharray: 4 4; opacity: .6; }

        """
}
