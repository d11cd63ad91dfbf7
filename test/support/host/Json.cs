using System.Globalization;
using System.Text;

namespace LinkKit.TestHost
{
    /// <summary>Writes JSON text. Values go in as they come; nothing is read back here.</summary>
    public sealed class Json
    {
        private readonly StringBuilder text = new StringBuilder();
        private bool needsComma;

        public override string ToString() { return text.ToString(); }

        public Json Open(char bracket) { Separate(); text.Append(bracket); needsComma = false; return this; }

        public Json Close(char bracket) { text.Append(bracket); needsComma = true; return this; }

        public Json Name(string name) { String(name); text.Append(':'); needsComma = false; return this; }

        public Json Null() { return Raw("null"); }

        public Json Bool(bool value) { return Raw(value ? "true" : "false"); }

        public Json Number(object value)
        {
            return Raw(System.Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        public Json String(string value)
        {
            if (value == null) { return Null(); }
            Separate();
            text.Append('"');
            foreach (char c in value)
            {
                if (c == '"' || c == '\\') { text.Append('\\').Append(c); }
                else if (c < ' ' || char.IsSurrogate(c)) { text.Append("\\u").Append(((int)c).ToString("x4")); }
                else { text.Append(c); }
            }
            text.Append('"');
            return this;
        }

        private Json Raw(string value) { Separate(); text.Append(value); return this; }

        private void Separate()
        {
            if (needsComma) { text.Append(','); }
            needsComma = true;
        }
    }
}
