Attribute VB_Name = "ZpbRibbon"
'@Folder("Zpb.Ribbon")
'@ModuleDescription("What the buttons of the ribbon call: each hands its command to the bridge.")
'
' Generated from zipingbiao.excel.declaration by zipingbiao.addin.callbacks: change it there.
' An item of a gallery is called "layout." and the id of a layout, which becomes the argument.
Option Explicit

Private Const ITEM_HEAD As String = "layout."

Public Sub ZpbOnNew(control As IRibbonControl, id As String, index As Integer)
    ZpbRun "new", Mid$(id, Len(ITEM_HEAD) + 1)
End Sub

Public Sub ZpbOnLearn(control As IRibbonControl)
    ZpbRun "learn", ""
End Sub

Public Sub ZpbOnPlain(control As IRibbonControl)
    ZpbRun "plain", ""
End Sub

Public Sub ZpbOnWord(control As IRibbonControl)
    ZpbRun "word", ""
End Sub

Public Sub ZpbOnPdf(control As IRibbonControl)
    ZpbRun "pdf", ""
End Sub

Public Sub ZpbOnCheck(control As IRibbonControl)
    ZpbRun "check", ""
End Sub

Public Sub ZpbOnPrevious(control As IRibbonControl)
    ZpbRun "previous", ""
End Sub

Public Sub ZpbOnNext(control As IRibbonControl)
    ZpbRun "next", ""
End Sub

Public Sub ZpbOnClear(control As IRibbonControl)
    ZpbRun "clear", ""
End Sub

Public Sub ZpbOnFix(control As IRibbonControl)
    ZpbRun "fix", ""
End Sub

Public Sub ZpbOnRescore(control As IRibbonControl)
    ZpbRun "rescore", ""
End Sub

Public Sub ZpbOnExplain(control As IRibbonControl)
    ZpbRun "explain", ""
End Sub

Public Sub ZpbOnSendBack(control As IRibbonControl)
    ZpbRun "send_back", ""
End Sub

Public Sub ZpbOnCompare(control As IRibbonControl)
    ZpbRun "compare", ""
End Sub

Public Sub ZpbOnMergeFolder(control As IRibbonControl)
    ZpbRun "merge_folder", ""
End Sub

Public Sub ZpbOnMergeFiles(control As IRibbonControl)
    ZpbRun "merge_files", ""
End Sub

Public Sub ZpbOnBind(control As IRibbonControl)
    ZpbRun "bind", ""
End Sub

Public Sub ZpbOnCancel(control As IRibbonControl)
    ZpbRun "cancel", ""
End Sub

Public Sub ZpbOnSettings(control As IRibbonControl)
    ZpbRun "settings", ""
End Sub

Public Sub ZpbOnHelp(control As IRibbonControl)
    ZpbRun "help", ""
End Sub
