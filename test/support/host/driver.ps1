# Makes a real PowerShell (pwsh, or powershell.exe 5.1) the engine host: the same recorder, compiled by Add-Type,
# and the same requests on stdin. Run as: pwsh -NoProfile -NonInteractive -File driver.ps1
$ErrorActionPreference = 'Stop'
$sources = 'Json.cs', 'RecordingHost.cs', 'Report.cs', 'Runner.cs' | ForEach-Object { Join-Path $PSScriptRoot $_ }
Add-Type -Path $sources
$newState = [Func[System.Management.Automation.Runspaces.InitialSessionState]] {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
    if ($PSVersionTable.PSEdition -ne 'Core' -or $IsWindows) { $state.ExecutionPolicy = 'Bypass' }
    $state
}
$runner = New-Object LinkKit.TestHost.Runner -ArgumentList $newState
$utf8 = New-Object System.Text.UTF8Encoding $false
$runner.Serve((New-Object System.IO.StreamReader ([Console]::OpenStandardInput()), $utf8))
