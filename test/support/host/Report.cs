using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace LinkKit.TestHost
{
    /// <summary>All that one script did, as the JSON that test/support/engine.ts reads.</summary>
    public static class Report
    {
        private const int Deepest = 4;

        public static string Of(ICollection<PSObject> output, PSDataStreams streams, Exception thrown, RecordingUI ui, string state, double seconds, double stopSeconds)
        {
            Json json = new Json();
            json.Open('{');
            json.Name("state").String(state);
            json.Name("seconds").Number(seconds);
            json.Name("stopSeconds").Number(stopSeconds);
            json.Name("output").Open('[');
            foreach (PSObject item in output) { Value(json, item, 0); }
            json.Close(']');
            json.Name("types").Open('[');
            foreach (PSObject item in output) { Names(json, item == null ? new string[0] : (IEnumerable<string>)item.TypeNames); }
            json.Close(']');
            json.Name("errors").Open('[');
            foreach (ErrorRecord record in streams.Error) { Error(json, record, false); }
            IContainsErrorRecord container = thrown as IContainsErrorRecord;
            if (container != null) { Error(json, container.ErrorRecord, true); }
            else if (thrown != null) { Error(json, new ErrorRecord(thrown, thrown.GetType().Name, ErrorCategory.NotSpecified, null), true); }
            json.Close(']');
            json.Name("warnings").Open('[');
            foreach (WarningRecord record in streams.Warning) { json.String(record.Message); }
            json.Close(']');
            json.Name("verbose").Open('[');
            foreach (VerboseRecord record in streams.Verbose) { json.String(record.Message); }
            json.Close(']');
            json.Name("progress").Open('[');
            foreach (ProgressRecord record in streams.Progress) { Progress(json, record); }
            json.Close(']');
            json.Name("host");
            Names(json, ui.Lines);
            json.Name("prompts");
            Names(json, ui.Prompts);
            json.Close('}');
            return json.ToString();
        }

        private static void Names(Json json, IEnumerable<string> names)
        {
            json.Open('[');
            foreach (string name in names) { json.String(name); }
            json.Close(']');
        }

        private static void Error(Json json, ErrorRecord record, bool terminating)
        {
            // What PowerShell threw on because of -ErrorAction Stop wraps the cmdlet's own exception.
            Exception exception = record.Exception;
            json.Open('{');
            json.Name("id").String(record.FullyQualifiedErrorId);
            json.Name("category").String(record.CategoryInfo.Category.ToString());
            json.Name("target").String(record.TargetObject == null ? null : record.TargetObject.ToString());
            json.Name("message").String(exception == null ? null : exception.Message);
            json.Name("exception").String(exception == null ? null : exception.GetType().FullName);
            json.Name("details").String(record.ErrorDetails == null ? null : record.ErrorDetails.Message);
            json.Name("action").String(record.ErrorDetails == null ? null : record.ErrorDetails.RecommendedAction);
            json.Name("position").String(record.InvocationInfo == null ? null : record.InvocationInfo.PositionMessage);
            json.Name("stack").String(record.ScriptStackTrace);
            json.Name("terminating").Bool(terminating);
            json.Close('}');
        }

        private static void Progress(Json json, ProgressRecord record)
        {
            json.Open('{');
            json.Name("activity").String(record.Activity);
            json.Name("status").String(record.StatusDescription);
            json.Name("percent").Number(record.PercentComplete);
            json.Name("secondsLeft").Number(record.SecondsRemaining);
            json.Name("current").String(record.CurrentOperation);
            json.Name("completed").Bool(record.RecordType == ProgressRecordType.Completed);
            json.Close('}');
        }

        private static void Value(Json json, object value, int depth)
        {
            PSObject wrapper = value as PSObject;
            object plain = wrapper == null ? value : wrapper.BaseObject;
            if (plain == null) { json.Null(); return; }
            if (plain is bool) { json.Bool((bool)plain); return; }
            if (plain is string || plain is char || plain is Enum || plain is Type) { json.String(plain.ToString()); return; }
            if (plain is int || plain is long || plain is uint || plain is ulong || plain is short || plain is byte || plain is double || plain is decimal) { json.Number(plain); return; }
            if (depth >= Deepest) { json.String(plain.ToString()); return; }
            IDictionary map = plain as IDictionary;
            if (map != null)
            {
                json.Open('{');
                foreach (DictionaryEntry entry in map) { json.Name(entry.Key.ToString()); Value(json, entry.Value, depth + 1); }
                json.Close('}');
                return;
            }
            IEnumerable list = plain as IEnumerable;
            if (list != null)
            {
                json.Open('[');
                foreach (object one in list) { Value(json, one, depth + 1); }
                json.Close(']');
                return;
            }
            if (plain is PSCustomObject) { Properties(json, wrapper, depth); return; }
            // Any other .NET object: as text; a test script selects what it wants to see.
            json.String(plain.ToString());
        }

        private static void Properties(Json json, PSObject item, int depth)
        {
            json.Open('{');
            foreach (PSPropertyInfo property in item.Properties)
            {
                object value;
                try { value = property.Value; }
                catch (GetValueException failure) { value = "!" + failure.Message; }
                json.Name(property.Name);
                Value(json, value, depth + 1);
            }
            json.Close('}');
        }
    }
}
