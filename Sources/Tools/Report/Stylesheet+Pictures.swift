extension Stylesheet {
    /// Images side by side, and the one that fills the window.
    static let pictures = """
        article { padding: .9rem 1rem 1rem; margin-bottom: 1rem; }
        .about { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; margin-bottom: .7rem; }
        .about p { margin: 0; color: var(--soft); font-size: .92rem; font-variant-numeric: tabular-nums; display: flex;
          flex-wrap: wrap; gap: .2rem .9rem; align-items: center; }
        .about b { color: var(--text); }
        .badge { background: var(--track); border-radius: 99px; padding: .05rem .7rem; }
        .tools { display: flex; gap: .25rem; margin-left: auto; }
        .tools button { min-width: 2rem; height: 2rem; padding: 0 .4rem; line-height: 1; }
        .panels { display: grid; grid-template-columns: repeat(4, 1fr); gap: .6rem; }
        .panels figure { margin: 0; min-width: 0; }
        .panels figcaption { font-size: .87rem; color: var(--soft); margin-top: .25rem; }
        .panel { display: block; width: 100%; padding: 0; overflow: hidden; border: 0; border-radius: 8px;
          background: #24262b; cursor: zoom-in; touch-action: pan-y; }
        .panel img { display: block; width: 100%; height: auto; transform-origin: 0 0; user-select: none; }
        .enlarged .panel { cursor: grab; touch-action: none; }
        .near .panel img, .stage.near img { image-rendering: pixelated; }
        @media (max-width: 1100px) { .panels { grid-template-columns: repeat(2, 1fr); } }
        @media (max-width: 430px) { .panels { gap: .4rem; } article { padding: .7rem; } }
        @media print { .panels { grid-template-columns: repeat(2, 1fr); } .panel img { transform: none !important; } }

        #lightbox { width: 100vw; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0;
          background: #0b0d10; color: #e6e9ee; color-scheme: dark; }
        #lightbox[open] { display: flex; flex-direction: column; }
        #lightbox::backdrop { background: #0b0d10; }
        #lightbox .top { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem; padding: .6rem .8rem; }
        #lightbox h2 { margin: 0; font-size: 1rem; font-weight: 500; flex: 1 1 8rem; min-width: 0; overflow: hidden;
          text-overflow: ellipsis; white-space: nowrap; }
        #lightbox button { background: #20252d; border-color: #39414d; }
        #lightbox button:hover { border-color: #6cb2ff; }
        #lightbox button[aria-pressed=true] { background: #6cb2ff; color: #0b0d10; border-color: #6cb2ff; }
        .tabs { display: flex; gap: .25rem; }
        .stage { flex: 1; min-height: 0; position: relative; overflow: hidden; cursor: grab; touch-action: none; }
        .stage img { position: absolute; left: 0; top: 0; transform-origin: 0 0; user-select: none; }
        #lightbox .stage:focus { outline: 0; }
        .stage:active { cursor: grabbing; }
        .help { margin: 0; padding: .4rem .8rem 0; color: #b4bdc9; font-size: .85rem; }
        .help:last-child { padding-bottom: .6rem; }
        .help .key { margin: 0 .7em 0 0; }
        #lightbox:not(.errors) .help:not(.keys) { visibility: hidden; }
        kbd { font: inherit; border: 1px solid #39414d; border-radius: 4px; padding: 0 .35em; margin-right: .15em;
          color: #e6e9ee; }
        @media (max-width: 700px) {
          .keys { display: none; }
          #lightbox h2 { order: 3; flex-basis: 100%; }
          .tabs button { padding: .15rem .45rem; }
        }

        """
}
