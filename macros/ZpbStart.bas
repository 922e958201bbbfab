Attribute VB_Name = "ZpbStart"
'@Folder("Zpb.Host")
'@ModuleDescription("What happens when the add-in is opened and when it is closed.")
'
' The help of the worksheet functions stands on the sheet zpb.functions, a function a row: name,
' help, category, then the help of each argument. Excel takes it only while a book is open.
'   ZpbBegin              the add-in was opened
'   ZpbEnd                it is about to be closed
'   ZpbDescribeFunctions  give Excel the help of the functions, once
Option Explicit
Option Private Module

Private Const HELP_SHEET As String = "zpb.functions"
Private Const FIRST_ARGUMENT As Long = 4

Private events As ZpbEvents
Private described As Boolean

' The add-in was opened; books may be open already.
Public Sub ZpbBegin()
    Dim book As Workbook
    Set events = New ZpbEvents
    events.Listen
    ZpbDescribeFunctions
    For Each book In Workbooks
        ZpbReenterBook book
    Next
End Sub

' The add-in is about to be closed.
Public Sub ZpbEnd()
    Set events = Nothing
    ZpbEndWatching
    KillPy
End Sub

' Give Excel the help of the functions, once, as soon as a book is open.
Public Sub ZpbDescribeFunctions()
    Dim row As Long
    If described Or ActiveWorkbook Is Nothing Then Exit Sub
    described = True
    With ThisWorkbook.Worksheets(HELP_SHEET)
        row = 1
        Do While .Cells(row, 1).Value <> ""
            DescribeFunction .Cells(row, 1).Value, .Cells(row, 2).Value, _
                .Cells(row, 3).Value, ZpbArgumentHelp(row)
            row = row + 1
        Loop
    End With
    ThisWorkbook.Saved = True
End Sub

' The help of each argument of the function in a row.
Public Function ZpbArgumentHelp(ByVal row As Long) As Variant
    Dim texts() As String, count As Long
    With ThisWorkbook.Worksheets(HELP_SHEET)
        Do While .Cells(row, FIRST_ARGUMENT + count).Value <> ""
            ReDim Preserve texts(0 To count)
            texts(count) = .Cells(row, FIRST_ARGUMENT + count).Value
            count = count + 1
        Loop
    End With
    ZpbArgumentHelp = texts
End Function

' A function without help still works.
Private Sub DescribeFunction(ByVal name As String, ByVal help As String, _
        ByVal category As String, ByVal arguments As Variant)
    On Error Resume Next
    Application.MacroOptions Macro:=name, Description:=help, Category:=category, _
        ArgumentDescriptions:=arguments
    If Err.number <> 0 Then ZpbLog name & " " & Err.number & " " & Err.description
    On Error GoTo 0
End Sub
