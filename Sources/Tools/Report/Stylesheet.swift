/// How the page looks: colours of both schemes, text, header and figures. The parts for tables and pictures are in
/// files of their own.
enum Stylesheet {
    static let page = """
        :root {
          color-scheme: light dark;
          --page: light-dark(#f5f6f8, #101317);
          --card: light-dark(#ffffff, #191d23);
          --line: light-dark(#dde1e7, #2e343d);
          --text: light-dark(#1a1f27, #e6e9ee);
          --soft: light-dark(#596371, #9aa5b4);
          --accent: light-dark(#0b62c4, #6cb2ff);
          --track: light-dark(#e8ebf0, #2a3039);
          --good: light-dark(#1f8a5b, #3fbf88);
          --missed: \(HTML.colour(ErrorColours.missed));
          --false: \(HTML.colour(ErrorColours.falsePositives));
          --wrong: \(HTML.colour(ErrorColours.wrongClass));
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 3.5rem; -webkit-text-size-adjust: 100%; }
        body { margin: 0 auto; max-width: 1600px; padding: 0 clamp(.75rem, 2.5vw, 2.5rem) 3rem;
          background: var(--page); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
        h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: 1.6rem 0 .5rem; letter-spacing: -.02em;
          overflow-wrap: anywhere; }
        h2 { font-size: 1.3rem; margin: 0 0 .6rem; letter-spacing: -.01em; }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
        section { margin-top: 2.4rem; }
        abbr { text-decoration: none; }
        .hint, .none { color: var(--soft); margin: 0 0 .8rem; font-size: .92rem; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: 1rem; z-index: 9; background: var(--card); padding: .5rem 1rem; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
          border-radius: 7px; padding: .15rem .65rem; cursor: pointer; }
        button:hover { border-color: var(--accent); }
        button[aria-pressed=true] { background: var(--accent); color: var(--card); border-color: var(--accent); }

        .facts { display: flex; flex-wrap: wrap; gap: .3rem 2rem; margin: 0 0 1rem; }
        .facts div { display: flex; gap: .5rem; min-width: 0; }
        .facts dt, .pairs dt { color: var(--soft); }
        .facts dd, .pairs dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }

        nav { position: sticky; top: 0; z-index: 5; display: flex; gap: .2rem; align-items: center; overflow-x: auto;
          margin: 0 calc(-1 * clamp(.75rem, 2.5vw, 2.5rem));
          padding: .45rem clamp(.75rem, 2.5vw, 2.5rem); background: color-mix(in srgb, var(--page) 88%, transparent);
            backdrop-filter: blur(8px);
          border-bottom: 1px solid var(--line); white-space: nowrap; }
        nav a { color: var(--soft); text-decoration: none; padding: .2rem .7rem; border-radius: 7px; font-weight: 500; }
        nav a:hover, nav a.here { color: var(--text); background: var(--track); }
        nav button { margin-left: auto; font-size: .85rem; color: var(--soft); }
        nav + main section:first-child { margin-top: 1.4rem; }

        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem;
          margin-bottom: 1rem; }
        .figure, .block, article, .charts figure { background: var(--card); border: 1px solid var(--line);
          border-radius: 12px; }
        .figure { padding: .8rem 1rem 1rem; }
        .figure .name { color: var(--soft); font-weight: 600; }
        .figure .name small { font-weight: 400; }
        .figure strong { display: block; font-size: 2rem; line-height: 1.25; letter-spacing: -.02em;
          font-variant-numeric: tabular-nums; }
        .figure.main { border-color: var(--accent); }
        .figure.main strong { color: var(--accent); }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: .8rem; }
        .block { padding: .9rem 1rem; min-width: 0; overflow-x: auto; }
        .block h3 { margin-bottom: .5rem; }
        .pairs { display: grid; grid-template-columns: fit-content(65%) minmax(0, 1fr); gap: .2rem 1.2rem; margin: 0;
          font-variant-numeric: tabular-nums; }
        .pairs dt { overflow-wrap: anywhere; min-width: 0; }
        .pairs dd { text-align: right; }

        .bar { display: block; height: 5px; border-radius: 3px; background: var(--track); overflow: hidden;
          margin-top: .2rem; }
        .bar i { display: block; height: 100%; background: var(--accent); border-radius: 3px;
          box-shadow: inset 0 0 0 1px light-dark(#0003, #fff4); }

        @media print {
          :root { color-scheme: light; --page: #fff; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { max-width: none; font-size: 10pt; padding: 0; }
          nav, .tools, .skip, .reading, #confusion-unit { display: none !important; }
          .hint { font-size: 8pt; break-after: avoid; }
          .wide { overflow: visible !important; }
          .figure, .block, article, .charts figure, tr, #class-table, #confusion-table { break-inside: avoid; }
          h2 { break-after: avoid; }
        }
        @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }

        """
}
