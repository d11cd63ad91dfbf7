# Where the exe is, and what to say when it cannot be started.

function Get-LinkKitExePath {
    # Out: the full path of this system's exe inside the module's folder, whether it is there or not.
    $folder = 'linux-x64'
    $name = 'linkkit'
    if ([System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT) {
        $folder = 'win-x64'
        $name = 'linkkit.exe'
    }
    return [System.IO.Path]::Combine($ExecutionContext.SessionState.Module.ModuleBase, 'bin', $folder, $name)
}

function New-LinkKitExeError {
    # In: the exe's path and, where it was there but did not start, the exception. Out: the ErrorRecord ExeNotFound.
    param([string] $Exe, [System.Exception] $Failure)
    $base = $ExecutionContext.SessionState.Module.ModuleBase
    if ($null -eq $Failure) {
        $message = Get-LinkKitString ExeMissing $Exe
        $hint = Get-LinkKitString ExeMissingHint
    } else {
        $message = Get-LinkKitString ExeNotStarted $Exe, $Failure.Message
        $hint = Get-LinkKitString ExeNotStartedHint
        # 13: EACCES, which on Linux is what a lost execute permission gives.
        if ($Failure -is [System.ComponentModel.Win32Exception] -and $Failure.NativeErrorCode -eq 13) {
            $hint = Get-LinkKitString ExeNotExecutableHint $Exe
        }
    }
    $marked = (Test-LinkKitBlocked $Exe) -or (Test-LinkKitBlocked ([System.IO.Path]::Combine($base, 'LinkKit.psm1')))
    if ($marked) { $hint = Get-LinkKitString BlockedHint $base }
    return New-LinkKitErrorRecord -Code ExeNotFound -Message $message -Path $Exe -Hint $hint
}

function Test-LinkKitBlocked {
    # Whether Windows has marked the file as come from the internet: the alternate stream Zone.Identifier with a zone from 3.
    param([string] $Path)
    if ([System.Environment]::OSVersion.Platform -ne [System.PlatformID]::Win32NT) { return $false }
    # .NET Framework takes a stream's name only behind \\?\.
    if ($Path -match '^[A-Za-z]:') { $Path = '\\?\' + $Path }
    try {
        $text = [System.IO.File]::ReadAllText($Path + ':Zone.Identifier')
    } catch {
        # No such stream, no such file, or no streams here: nothing is marked.
        return $false
    }
    return $text -match 'ZoneId=[3-9]'
}
