# JSON by .NET: System.Text.Json on PowerShell 7, JavaScriptSerializer on Windows PowerShell 5.1, with the same
# result: objects are Dictionary[string, object], lists object[], whole numbers int or long, others double, dates text.
$script:UsesTextJson = $PSVersionTable.PSEdition -eq 'Core'
$script:Serializer = $null
$script:NotWhole = [char[]] '.eE'

function ConvertFrom-LinkKitJson {
    # In: one line. Out: the object in it. Throws when it is no JSON object.
    param([string] $Line)
    $ErrorActionPreference = 'Stop'
    if ($script:UsesTextJson) {
        $document = [System.Text.Json.JsonDocument]::Parse($Line)
        try {
            $root = $document.RootElement
            if ([int] $root.ValueKind -ne 1) { throw 'no object' }
            return ConvertFrom-LinkKitObject $root
        } finally {
            $document.Dispose()
        }
    }
    if ($null -eq $script:Serializer) {
        $null = [System.Reflection.Assembly]::Load('System.Web.Extensions, Version=4.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35')
        $script:Serializer = [System.Web.Script.Serialization.JavaScriptSerializer]::new()
        $script:Serializer.MaxJsonLength = [int]::MaxValue
    }
    $map = $script:Serializer.DeserializeObject($Line)
    if ($map -isnot [System.Collections.IDictionary]) { throw 'no object' }
    return Repair-LinkKitNumbers $map
}

function ConvertFrom-LinkKitObject {
    # A JsonElement that is an object, as a dictionary. ValueKind: 1 object, 2 list, 3 text, 4 number, 5 true, 6 false,
    # 7 null. This runs for every field of every line: plain values are taken here, without a call.
    param($Element)
    $map = [System.Collections.Generic.Dictionary[string, object]]::new()
    foreach ($property in $Element.EnumerateObject()) {
        $value = $property.Value
        $kind = [int] $value.ValueKind
        if ($kind -eq 3) { $map[$property.Name] = $value.GetString() }
        elseif ($kind -eq 4) {
            $text = $value.GetRawText()
            if ($text.IndexOfAny($script:NotWhole) -lt 0) { $map[$property.Name] = [long] $text } else { $map[$property.Name] = $value.GetDouble() }
        }
        elseif ($kind -eq 2) { $map[$property.Name] = ConvertFrom-LinkKitList $value }
        elseif ($kind -eq 1) { $map[$property.Name] = ConvertFrom-LinkKitObject $value }
        elseif ($kind -eq 7) { $map[$property.Name] = $null }
        else { $map[$property.Name] = $kind -eq 5 }
    }
    return $map
}

function ConvertFrom-LinkKitList {
    # A JsonElement that is a list, as object[].
    param($Element)
    $list = [System.Collections.Generic.List[object]]::new()
    foreach ($value in $Element.EnumerateArray()) {
        $kind = [int] $value.ValueKind
        if ($kind -eq 3) { $list.Add($value.GetString()) }
        elseif ($kind -eq 4) {
            $text = $value.GetRawText()
            if ($text.IndexOfAny($script:NotWhole) -lt 0) { $list.Add([long] $text) } else { $list.Add($value.GetDouble()) }
        }
        elseif ($kind -eq 2) { $list.Add((ConvertFrom-LinkKitList $value)) }
        elseif ($kind -eq 1) { $list.Add((ConvertFrom-LinkKitObject $value)) }
        elseif ($kind -eq 7) { $list.Add($null) }
        else { $list.Add($kind -eq 5) }
    }
    return , $list.ToArray()
}

function Repair-LinkKitNumbers {
    # JavaScriptSerializer reads 1.5 as a decimal and small numbers as int: makes them what System.Text.Json gives.
    param($Value)
    if ($Value -is [System.Collections.IDictionary]) {
        foreach ($key in @($Value.Keys)) { $Value[$key] = Repair-LinkKitNumbers $Value[$key] }
        return $Value
    }
    if ($Value -is [array]) {
        for ($i = 0; $i -lt $Value.Length; $i++) { $Value[$i] = Repair-LinkKitNumbers $Value[$i] }
        return , $Value
    }
    if ($Value -is [int]) { return [long] $Value }
    if ($Value -is [decimal]) { return [double] $Value }
    return $Value
}

function ConvertTo-LinkKitJson {
    # In: a text, number, truth, null, list or dictionary. Out: JSON. Surrogates are written as \uXXXX, so that
    # also a lone one (a name that is no valid Unicode) reaches the exe as it is.
    param($Value)
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [string]) {
        $text = $Value.Replace('\', '\\').Replace('"', '\"')
        if ($text -match '[\x00-\x1f\ud800-\udfff]') {
            $text = [regex]::Replace($text, '[\x00-\x1f\ud800-\udfff]', { param($match) '\u{0:x4}' -f [int] $match.Value[0] })
        }
        return '"' + $text + '"'
    }
    if ($Value -is [bool] -or $Value -is [switch]) { if ($Value) { return 'true' } else { return 'false' } }
    if ($Value -is [System.Collections.IDictionary]) {
        $fields = foreach ($key in $Value.Keys) { (ConvertTo-LinkKitJson ([string] $key)) + ':' + (ConvertTo-LinkKitJson $Value[$key]) }
        return '{' + ($fields -join ',') + '}'
    }
    if ($Value -is [System.Collections.IEnumerable]) {
        $items = foreach ($one in $Value) { ConvertTo-LinkKitJson $one }
        return '[' + ($items -join ',') + ']'
    }
    return [System.Convert]::ToString($Value, [System.Globalization.CultureInfo]::InvariantCulture)
}
