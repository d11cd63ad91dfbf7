# PowerShell paths (wildcards, drives, PSPath, relative to the location) as absolute paths of the file system.
$script:FileSystemPrefix = 'Microsoft.PowerShell.Core\FileSystem::'

function Resolve-LinkKitPath {
    # In: paths as a person gave them. Out: absolute ones. A pattern that fits nothing gives nothing, as everywhere in
    # PowerShell; a plain path that does not exist is passed on, so that the exe says so. Other failures are errors.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string[]] $Path, [switch] $Literal)
    foreach ($one in $Path) {
        # The PSPath of a file: most paths of a pipeline, and already what is wanted.
        if ($Literal -and $one.StartsWith($script:FileSystemPrefix, [System.StringComparison]::Ordinal)) {
            $one.Substring($script:FileSystemPrefix.Length)
            continue
        }
        $provider = $null
        try {
            if (-not $Literal -and [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($one)) {
                $found = $Cmdlet.GetResolvedProviderPathFromPSPath($one, [ref] $provider)
            } else {
                $found = $null
            }
            if ($null -eq $found) {
                $plain = if ($Literal) { $one } else { [System.Management.Automation.WildcardPattern]::Unescape($one) }
                $drive = $null
                $found = $Cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($plain, [ref] $provider, [ref] $drive)
            }
        } catch [System.Management.Automation.ItemNotFoundException] {
            # A folder on the way to the pattern does not exist.
            $Cmdlet.WriteError((New-LinkKitErrorRecord -Code NotFound -Message $_.Exception.Message -Path $one))
            continue
        } catch {
            $Cmdlet.WriteError((New-LinkKitErrorRecord -Code NotFound -Message $_.Exception.GetBaseException().Message -Path $one))
            continue
        }
        if ($provider.Name -ne 'FileSystem') {
            $hint = Get-LinkKitString NotFileSystemHint
            $Cmdlet.WriteError((New-LinkKitErrorRecord -Code Usage -Message (Get-LinkKitString NotFileSystem $one) -Path $one -Hint $hint))
            continue
        }
        $found
    }
}

function ConvertTo-LinkKitPSPath {
    # The PSPath of an absolute path: what Get-Item and Remove-Item bind to -LiteralPath.
    param([string] $FullName)
    return $script:FileSystemPrefix + $FullName
}
