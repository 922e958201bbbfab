// 由程序生成（make addin），不要手改。
/** @type {{title: string, ownList: string, item: string, pictures: Record<string, string>}} */
const ZPB_DECLARED = {
  "title": "绩效自评",
  "ownList": "（「自评表」列出；点「清除标记」时，本工作表一并删去。）",
  "item": "layout.",
  "pictures": {
    "new": "new",
    "learn": "learn",
    "plain": "plain",
    "word": "word",
    "pdf": "pdf",
    "check": "check",
    "previous": "previous",
    "next": "next",
    "clear": "clear",
    "fix": "fix",
    "rescore": "rescore",
    "explain": "explain",
    "send_back": "send_back",
    "compare": "compare",
    "merge_folder": "merge_folder",
    "merge_files": "merge_files",
    "bind": "bind",
    "cancel": "cancel",
    "settings": "settings",
    "help": "help",
    "pane": "check"
  }
};
