// Before the first paint: the remembered theme and language, so that nothing flashes. Keys as in web/chat/appearance.ts.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("edgewise.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    var language = localStorage.getItem("edgewise.language");
    root.lang = language === "vi" || language === "en" ? language : /^vi\b/i.test(navigator.language) ? "vi" : "en";
  } catch {
    root.lang = /^vi\b/i.test(navigator.language) ? "vi" : "en";
  }
})();
