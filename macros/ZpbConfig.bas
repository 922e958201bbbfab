Attribute VB_Name = "ZpbConfig"
'@Folder("Zpb.Base")
'@ModuleDescription("Settings and Chinese sentences, from the add-in's own sheets only.")
'
' A workbook that a user opens cannot change what runs: only ThisWorkbook is ever asked.
'   ZpbSetting      a setting by its name
'   ZpbText         a sentence by its key
'   ZpbTextWith     the same with a detail, such as the name of a file
'   ZpbInterpreter  the Python that runs the commands, if it is there
'   ZpbUserFolder   where logs go
Option Explicit
Option Private Module

Private Const CONF_SHEET As String = "zpb.conf"
Private Const TEXT_SHEET As String = "zpb.text"

' The value of a setting; empty where it is not set.
Public Function ZpbSetting(ByVal name As String) As String
    ZpbSetting = LookUp(CONF_SHEET, name)
End Function

' A sentence; the key itself where it is missing.
Public Function ZpbText(ByVal key As String) As String
    ZpbText = LookUp(TEXT_SHEET, key)
    If ZpbText = "" Then ZpbText = key
End Function

' A sentence with a detail in the place of {1}.
Public Function ZpbTextWith(ByVal key As String, ByVal detail As String) As String
    ZpbTextWith = Replace(ZpbText(key), "{1}", detail)
End Function

' The path of the Python set by the installer; empty where there is no such file.
Public Function ZpbInterpreter() As String
    Dim path As String
    path = ZpbExpanded(ZpbSetting("INTERPRETER"))
    If ZpbFileExists(path) Then ZpbInterpreter = path
End Function

' The folder that Python calls the user's own; empty where it is not known.
Public Function ZpbUserFolder() As String
    ZpbUserFolder = Environ("ZPB_HOME")
    If ZpbUserFolder <> "" Or Environ("LOCALAPPDATA") = "" Then Exit Function
    ZpbUserFolder = Environ("LOCALAPPDATA") & Application.PathSeparator & "zipingbiao"
End Function

' The second cell of the row whose first cell is the key.
Private Function LookUp(ByVal sheetName As String, ByVal key As String) As String
    Dim row As Long
    With ThisWorkbook.Worksheets(sheetName)
        row = 1
        Do While CStr(.Cells(row, 1).Value) <> ""
            If CStr(.Cells(row, 1).Value) = key Then
                LookUp = CStr(.Cells(row, 2).Value)
                Exit Function
            End If
            row = row + 1
        Loop
    End With
End Function
