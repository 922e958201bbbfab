Attribute VB_Name = "ZpbWatch"
'@Folder("Zpb.Host")
'@ModuleDescription("Jobs that run in processes of their own: progress in the status bar.")
'
' Each second every watched job is looked at. When one is over it is watched no more, and Python's
' command "finish" sees to the rest. One that is silent for long may have died: "finish" finds out,
' ends it where it is so, and tells.
'   ZpbBeginWatching  watch a job
'   ZpbEndWatching    watch none any more
'   ZpbTick           what happens each second
Option Explicit

Private Const TICK As String = "ZpbWatch.ZpbTick"

Private jobs As Collection
Private due As Date

' Watch a job from now on.
Public Sub ZpbBeginWatching(ByVal folder As String)
    Dim job As ZpbJob
    If jobs Is Nothing Then Set jobs = New Collection
    For Each job In jobs
        If job.Folder = folder Then Exit Sub
    Next
    Set job = New ZpbJob
    job.Folder = folder
    jobs.Add job
    Schedule
End Sub

' Watch nothing any more: an appointment that is left would open the add-in again.
Public Sub ZpbEndWatching()
    Set jobs = Nothing
    If due = 0 Then Exit Sub
    On Error Resume Next
    Application.OnTime due, MacroName(), , False
    On Error GoTo 0
    due = 0
End Sub

' What happens each second. While a command runs, the status bar is the command's.
Public Sub ZpbTick()
    Dim at As Long
    due = 0
    If jobs Is Nothing Then Exit Sub
    If Not ZpbIsBusy() Then
        For at = jobs.Count To 1 Step -1
            LookAfter at
        Next
    End If
    If jobs.Count > 0 Then Schedule
End Sub

Private Sub LookAfter(ByVal at As Long)
    Dim job As ZpbJob
    Set job = jobs.Item(at)
    job.Look
    If job.IsOver() Then
        Application.StatusBar = False
        ZpbRun "finish", job.Folder
    ElseIf job.IsSilent() Then
        ZpbRun "finish", job.Folder
        job.Look
    Else
        If job.Text() <> "" Then Application.StatusBar = job.Text()
        Exit Sub
    End If
    If job.IsOver() Then jobs.Remove at
End Sub

Private Sub Schedule()
    If due <> 0 Then Exit Sub
    due = Now + TimeSerial(0, 0, 1)
    Application.OnTime due, MacroName()
End Sub

Private Function MacroName() As String
    MacroName = "'" & ThisWorkbook.Name & "'!" & TICK
End Function
