extension Script {
    /// Enlarging and moving: of four pictures together, and of the one that fills the window.
    static let pictures = #"""
        // A view of a picture: how much it is enlarged, and which point of it (in shares of its size) is at the left
        // and top.
        class View {
          constructor(show) { Object.assign(this, { scale: 1, x: 0, y: 0, show }); }
          // Enlarges around a point of the window, given in shares of the picture's frame.
          zoom(factor, px = .5, py = .5) {
            const scale = Math.min(Math.max(this.scale * factor, 1), 32);
            this.move(px / this.scale - px / scale, py / this.scale - py / scale, scale);
          }
          move(dx, dy, scale = this.scale) {
            this.scale = scale;
            this.x = Math.min(Math.max(this.x + dx, 0), 1 - 1 / scale);
            this.y = Math.min(Math.max(this.y + dy, 0), 1 - 1 / scale);
            this.show();
          }
          reset() { this.move(-1, -1, 1); }
          apply(name) {
            ({ in: () => this.zoom(1.5), out: () => this.zoom(1 / 1.5), reset: () => this.reset() })[name]?.();
          }
        }

        // Leads wheel, drag and pinch on an element to a view. `frame` gives the rectangle that the whole picture has
        // there; `wheel` tells whether an event of the wheel is meant for it. `press` is called for a press without
        // movement.
        function handle(element, view, { frame, wheel, press }) {
          const pointers = new Map();
          let moved = false;
          const share = (x, y) => {
            const box = frame(element);
            return [(x - box.left) / box.width, (y - box.top) / box.height];
          };
          element.addEventListener("wheel", event => {
            if (!wheel(event)) return;
            event.preventDefault();
            const factor = Math.exp(-event.deltaY * (event.deltaMode ? .05 : .002));
            view().zoom(factor, ...share(event.clientX, event.clientY));
          }, { passive: false });
          element.addEventListener("pointerdown", event => {
            if (event.button !== 0) return;
            if (pointers.size === 0) moved = false;
            pointers.set(event.pointerId, event);
          });
          element.addEventListener("pointermove", event => {
            const before = pointers.get(event.pointerId);
            if (!before) return;
            const box = frame(element);
            const others = [...pointers.values()].filter(other => other.pointerId !== event.pointerId);
            const far = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
            if (!moved && others.length === 0 && far < 4) return;
            if (!moved) element.setPointerCapture(event.pointerId);
            moved = true;
            if (others.length > 0) {
              const other = others[0];
              const length = point => Math.hypot(point.clientX - other.clientX, point.clientY - other.clientY);
              const middle = share((event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2);
              view().zoom(length(event) / Math.max(length(before), 1), ...middle);
            } else {
              const { scale } = view();
              view().move(
                (before.clientX - event.clientX) / box.width / scale,
                (before.clientY - event.clientY) / box.height / scale);
            }
            pointers.set(event.pointerId, event);
          });
          for (const end of ["pointerup", "pointercancel"]) {
            element.addEventListener(end, event => pointers.delete(event.pointerId));
          }
          element.addEventListener("click", event => { if (!moved || event.detail === 0) press?.(); moved = false; });
        }

        // All images of the page, in its order.
        const images = all("article").map(article => ({
          article, name: article.dataset.name, pictures: all("img", article),
          titles: all("figcaption", article).map(caption => caption.textContent)
        }));

        for (const image of images) {
          const { article, pictures } = image;
          image.view = new View(() => {
            const { scale, x, y } = image.view;
            const transform = scale === 1 ? "" : `scale(${scale}) translate(${-100 * x}%, ${-100 * y}%)`;
            for (const picture of pictures) picture.style.transform = transform;
            article.classList.toggle("enlarged", scale > 1);
            article.classList.toggle("near", scale * pictures[0].clientWidth > 2 * pictures[0].naturalWidth);
          });
          all(".panel", article).forEach((panel, number) => handle(panel, () => image.view, {
            frame: () => panel.getBoundingClientRect(), wheel: event => event.ctrlKey || event.metaKey,
            press: () => openLightbox(images.indexOf(image), number)
          }));
          for (const button of all("[data-zoom]", article)) {
            button.addEventListener("click", () => image.view.apply(button.dataset.zoom));
          }
        }

        """#

    /// One picture in the whole window: #worst-1/errors in the address leads there.
    static let lightbox = #"""
        const box = document.getElementById("lightbox");
        const shown = { image: 0, picture: 0, view: null };
        let openLightbox = () => {};
        if (box && images.length > 0) {
          const stage = box.querySelector(".stage"), img = stage.querySelector("img"), title = box.querySelector("h2");
          const tabs = images[0].titles.map((text, number) => {
            const tab = document.createElement("button");
            Object.assign(tab, { type: "button", textContent: text, title: `${text} (${number + 1})` });
            tab.addEventListener("click", () => show(shown.image, number));
            return tab;
          });
          box.querySelector(".tabs").append(...tabs);
          // The picture is as large as the stage has room for, and in its middle.
          const frame = () => {
            const room = stage.getBoundingClientRect(), { naturalWidth: w, naturalHeight: h } = img;
            const scale = Math.min(room.width / w, room.height / h), width = w * scale, height = h * scale;
            const left = room.left + (room.width - width) / 2, top = room.top + (room.height - height) / 2;
            return { left, top, width, height };
          };
          const draw = () => {
            if (!img.naturalWidth) return;
            const { left, top, width, height } = frame(), room = stage.getBoundingClientRect();
            const { scale, x, y } = shown.view;
            Object.assign(img.style, { width: `${width}px`, height: `${height}px` });
            const place = `translate(${left - room.left}px, ${top - room.top}px)`;
            img.style.transform = `${place} scale(${scale}) translate(${-100 * x}%, ${-100 * y}%)`;
            stage.classList.toggle("near", scale * width > 2 * img.naturalWidth);
          };
          shown.view = new View(draw);
          const show = (image, picture) => {
            if (image !== shown.image) shown.view.reset();
            Object.assign(shown, { image, picture });
            const { name, pictures, titles, article } = images[image];
            img.src = pictures[picture].src;
            img.alt = pictures[picture].alt;
            title.textContent = `${name} · ${image + 1} of ${images.length}`;
            tabs.forEach((tab, number) => tab.ariaPressed = String(number === picture));
            box.classList.toggle("errors", picture === 3);
            draw();
            history.replaceState(null, "", `#${article.id}/${titles[picture].toLowerCase()}`);
          };
          openLightbox = (image, picture) => {
            if (!box.open) box.showModal();
            document.documentElement.style.overflow = "hidden";
            show(image, picture);
          };
          box.addEventListener("close", () => {
            document.documentElement.style.overflow = "";
            const { article } = images[shown.image];
            history.replaceState(null, "", `#${article.id}`);
            all(".panel", article)[shown.picture].focus();
          });
          handle(stage, () => shown.view, { frame, wheel: () => true });
          img.addEventListener("load", draw);
          addEventListener("resize", () => box.open && draw());
          document.getElementById("close").addEventListener("click", () => box.close());
          for (const button of all("[data-zoom]", box)) {
            button.addEventListener("click", () => shown.view.apply(button.dataset.zoom));
          }
          const turn = (number, count, by) => (number + by + count) % count;
          box.addEventListener("keydown", event => {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const { image, picture, view } = shown, count = images[image].pictures.length, number = Number(event.key);
            const action = {
              ArrowRight: () => show(image, turn(picture, count, 1)),
              ArrowLeft: () => show(image, turn(picture, count, -1)),
              ArrowDown: () => show(turn(image, images.length, 1), picture),
              ArrowUp: () => show(turn(image, images.length, -1), picture),
              "+": () => view.zoom(1.5), "=": () => view.zoom(1.5), "-": () => view.zoom(1 / 1.5),
              0: () => view.reset(),
            }[event.key] ?? (number >= 1 && number <= count ? () => show(image, number - 1) : null);
            if (!action) return;
            event.preventDefault();
            action();
          });
          const follow = () => {
            const [id, panel] = location.hash.slice(1).split("/");
            const image = images.findIndex(image => image.article.id === id);
            const picture = images[image]?.titles.findIndex(text => text.toLowerCase() === panel) ?? -1;
            if (picture >= 0) openLightbox(image, picture);
          };
          addEventListener("hashchange", follow);
          follow();
        }

        """#
}
