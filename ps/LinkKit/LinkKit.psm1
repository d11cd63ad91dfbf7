# The module's functions, one file each. The build puts them all into one file, in this order.
foreach ($folder in 'Private', 'Public') {
    foreach ($file in [System.IO.Directory]::GetFiles("$PSScriptRoot/$folder", '*.ps1')) {
        . $file
    }
}

Export-ModuleMember -Function 'Find-LinkDuplicate', 'Get-LinkOperation', 'Get-LinkSet', 'Get-LinkSiblings', 'Measure-LinkedSpace', 'Merge-LinkDuplicate', 'New-LinkedCopy', 'Remove-LinkedItem', 'Split-Link', 'Test-LinkSupport', 'Undo-LinkOperation' -Alias 'Get-LinkSibling'
