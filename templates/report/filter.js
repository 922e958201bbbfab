"use strict";
(function () {
  var form = document.getElementById("filter");
  var shown = document.getElementById("shown");
  function plain(text) {
    return text.normalize("NFKC").toLowerCase();
  }
  function all(root, selector) {
    return Array.prototype.slice.call(root.querySelectorAll(selector));
  }
  var units = all(document, "section.part").map(function (part) {
    return {
      part: part,
      unit: part.dataset.unit,
      files: all(part, ".file").map(function (file) {
        var head = plain(part.dataset.unit + " " + file.querySelector("h3").textContent);
        return {
          file: file,
          rows: all(file, "tr.finding").map(function (row) {
            return {
              row: row,
              severity: row.dataset.severity,
              code: row.dataset.code,
              text: head + " " + plain(row.textContent)
            };
          }),
          groups: all(file, "tr.group")
        };
      })
    };
  });
  function hideEmptyGroups(groups) {
    groups.forEach(function (group) {
      var next = group.nextElementSibling;
      var empty = true;
      while (next && !next.classList.contains("group")) {
        empty = empty && next.hidden;
        next = next.nextElementSibling;
      }
      group.hidden = empty;
    });
  }
  function apply() {
    var severities = {};
    all(form, "input[name=severity]").forEach(function (box) {
      severities[box.value] = box.checked;
    });
    var unit = form.elements.unit.value;
    var code = form.elements.code.value;
    var words = plain(form.elements.words.value).split(/\s+/).filter(Boolean);
    var count = 0;
    var total = 0;
    units.forEach(function (one) {
      var seen = 0;
      one.files.forEach(function (file) {
        var left = 0;
        file.rows.forEach(function (row) {
          var fits = severities[row.severity] && (!unit || unit === one.unit) &&
            (!code || code === row.code) &&
            words.every(function (word) { return row.text.indexOf(word) >= 0; });
          row.row.hidden = !fits;
          left += fits ? 1 : 0;
        });
        file.file.hidden = !left;
        hideEmptyGroups(file.groups);
        seen += left;
        total += file.rows.length;
      });
      one.part.hidden = !seen;
      count += seen;
    });
    shown.hidden = count === total;
    shown.textContent = "筛选后显示 " + count + " 个问题，共 " + total + " 个。";
  }
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("input", apply);
  form.addEventListener("change", apply);
  form.addEventListener("reset", function () { window.setTimeout(apply, 0); });
  form.reset();
  form.hidden = false;
})();
