# The module's functions, one file each. The build puts them all into one file, in this order.
foreach ($folder in 'Private', 'Public') {
    foreach ($file in [System.IO.Directory]::GetFiles("$PSScriptRoot/$folder", '*.ps1')) {
        . $file
    }
}

Export-ModuleMember -Function 'Find-LinkDuplicate', 'Get-LinkOperation', 'Get-LinkPin', 'Get-LinkSet', 'Get-LinkSiblings', 'Get-LinkTask', 'Measure-LinkedSpace', 'Merge-LinkDuplicate', 'New-LinkedCopy', 'New-LinkPin', 'Register-LinkTask', 'Remove-LinkedItem', 'Remove-LinkPin', 'Repair-LinkPin', 'Split-Link', 'Start-LinkTask', 'Test-LinkPin', 'Test-LinkSupport', 'Undo-LinkOperation', 'Unregister-LinkTask' -Alias 'Get-LinkSibling'
