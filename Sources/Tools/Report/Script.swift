/// What the page does: colours and navigation. The parts for tables and pictures are in files of their own; each leaves
/// the page readable where it does not run.
enum Script {
    static let page = #"""
        const all = (selector, root = document) => [...root.querySelectorAll(selector)];

        // Colours: as the system has them, light, dark.
        {
          const button = document.getElementById("theme"), schemes = ["auto", "light", "dark"];
          const show = scheme => {
            document.documentElement.style.colorScheme = scheme === "auto" ? "" : scheme;
            button.querySelector("span").textContent = scheme;
            button.dataset.scheme = scheme;
          };
          button.addEventListener("click", () => show(schemes[(schemes.indexOf(button.dataset.scheme) + 1) % 3]));
          show("auto");
        }

        // The section that is read now, in the navigation.
        {
          const links = new Map(all("nav a").map(link => [link.hash.slice(1), link])), seen = new Set();
          const watch = new IntersectionObserver(entries => {
            for (const { isIntersecting, target } of entries) {
              isIntersecting ? seen.add(target.id) : seen.delete(target.id);
            }
            const first = [...links.keys()].find(id => seen.has(id));
            for (const [id, link] of links) link.classList.toggle("here", id === first);
          }, { rootMargin: "-60px 0px -40% 0px" });
          for (const section of all("main section")) watch.observe(section);
        }

        """#
}
