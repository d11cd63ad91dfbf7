# What LinkKit.Types.ps1xml adds to System.IO.FileInfo; asked for when the property is read, not before.

function Get-LinkKitFileProperty {
    # In: a file and 'LinkCount' or 'LinkedNames'. Out: a number (null where the file cannot be asked about), or the
    # other names as LinkKit.LinkName. A missing or wrong exe is an error, not an empty answer.
    [CmdletBinding()]
    param([System.IO.FileInfo] $File, [string] $Name)
    $count = $Name -eq 'LinkCount'
    $options = @{ path = @($File.FullName) }
    if ($count) { $options['count-only'] = $true }
    $request = Start-LinkKitRequest $PSCmdlet siblings $options
    try {
        while ($null -eq $request.Summary) {
            $line = Wait-LinkKitLine $request.Channel $request
            if ($line['type'] -eq 'summary') { $request.Summary = $line }
            if ($line['type'] -ne 'item') { continue }
            if ($count) { [int] $line['linkCount']; continue }
            for ($i = 1; $i -lt $line['names'].Count; $i++) { New-LinkKitLinkName $line $line['names'][$i] }
        }
    } finally {
        Stop-LinkKitRequest $request
    }
}
