# PowerShell paths (wildcards, drives, PSPath, relative to the location) as absolute paths of the file system.
$script:FileSystemPrefix = 'Microsoft.PowerShell.Core\FileSystem::'

function Resolve-LinkKitPath {
    # In: paths as a person gave them. Out: absolute ones. A pattern that fits nothing gives nothing, as everywhere in
    # PowerShell; a plain path that does not exist is passed on, so that the exe says so. Other failures are errors.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string[]] $Path, [switch] $Literal)
    foreach ($one in $Path) {
        # The PSPath of a file: most paths of a pipeline, and already what is wanted.
        if ($Literal -and $one.StartsWith($script:FileSystemPrefix, [System.StringComparison]::Ordinal)) {
            Add-LinkKitLocation $Cmdlet $one.Substring($script:FileSystemPrefix.Length)
            continue
        }
        $provider = $null
        try {
            try {
                $found = Resolve-LinkKitOne $Cmdlet $one $Literal ([ref] $provider)
            } catch [System.Management.Automation.DriveNotFoundException] {
                $onProvider = ConvertFrom-LinkKitCallerDrive $Cmdlet $one $Literal
                if (-not $onProvider) { throw }
                $found = Resolve-LinkKitOne $Cmdlet $onProvider $Literal ([ref] $provider)
            }
        } catch {
            # A drive that does not exist, a folder on the way to the pattern that does not exist.
            $Cmdlet.WriteError((New-LinkKitErrorRecord -Code NotFound -Message $_.Exception.GetBaseException().Message -Path $one))
            continue
        }
        if ($provider.Name -ne 'FileSystem') {
            $hint = Get-LinkKitString NotFileSystemHint
            $Cmdlet.WriteError((New-LinkKitErrorRecord -Code Usage -Message (Get-LinkKitString NotFileSystem $one) -Path $one -Hint $hint))
            continue
        }
        foreach ($path in $found) { Add-LinkKitLocation $Cmdlet $path }
    }
}

function Add-LinkKitLocation {
    # In: a path of the file system. Out: an absolute one; FileSystem::a.txt is left relative by PowerShell, and would
    # mean the exe's own folder.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path)
    if ([System.IO.Path]::IsPathRooted($Path)) { return $Path }
    return [System.IO.Path]::Combine($Cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath, $Path)
}

function Resolve-LinkKitOne {
    # In: one path. Out: the absolute ones it stands for, and their provider. Throws what PowerShell throws.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [bool] $Literal, [ref] $Provider)
    $known = $null
    if (-not $Literal -and [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Path)) {
        $Cmdlet.GetResolvedProviderPathFromPSPath($Path, [ref] $known)
    } else {
        $plain = if ($Literal) { $Path } else { [System.Management.Automation.WildcardPattern]::Unescape($Path) }
        $drive = $null
        $Cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($plain, [ref] $known, [ref] $drive)
    }
    $Provider.Value = $known
}

function ConvertFrom-LinkKitCallerDrive {
    # New-PSDrive in a script makes a drive of that script. Compiled cmdlets see it, a module's functions do not, but it
    # can be asked for. Out: the path with the drive's root in place of the drive; nothing where there is no such drive.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Path, [bool] $Literal)
    if ($Path -notmatch '^([^:\\/]+):(?!:)([^\0]*)$') { return }
    $name, $rest = $Matches[1], $Matches[2]
    $drive = $null
    try {
        $drive = $Cmdlet.SessionState.Drive.Get($name)
    } catch [System.Management.Automation.DriveNotFoundException] {
        return
    }
    $base = $drive.Root
    if ($rest -notmatch '^[\\/]') { $base = [System.IO.Path]::Combine($base, $drive.CurrentLocation) }
    if (-not $Literal) { $base = [System.Management.Automation.WildcardPattern]::Escape($base) }
    # A root such as \\server\share or /srv means another provider's path when the location is there.
    $prefix = if ($base -notmatch '^[A-Za-z]:') { $drive.Provider.ToString() + '::' }
    return $prefix + $base.TrimEnd('\', '/') + '/' + $rest.TrimStart('\', '/')
}

function ConvertTo-LinkKitPSPath {
    # The PSPath of an absolute path: what Get-Item and Remove-Item bind to -LiteralPath.
    param([string] $FullName)
    return $script:FileSystemPrefix + $FullName
}

function Test-LinkKitFile {
    # Whether a file, or a link to one, stands under an absolute path.
    param([string] $Path)
    # .NET Framework reaches a path of more than 260 characters only behind \\?\.
    if ($Path -match '^[A-Za-z]:\\') { $Path = '\\?\' + $Path }
    return [System.IO.File]::Exists($Path)
}
