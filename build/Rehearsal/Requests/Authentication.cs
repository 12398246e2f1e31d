using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Who a request is from: a certificate of the cluster's authority (the connection checks it), or the token.</summary>
internal sealed partial class Authentication(string token)
{
    /// <summary>Null when the request does not say.</summary>
    public RequestUser? Identify(HttpContext http)
    {
        if (http.Connection.ClientCertificate is { } certificate)
        {
            string[] Values(string attribute) =>
                [.. AttributeForm().Matches(certificate.Subject).Where(match => match.Groups["name"].Value == attribute).Select(match => match.Groups["value"].Value)];

            return new RequestUser(Values("CN").FirstOrDefault() ?? "", [.. Values("O"), "system:authenticated"]);
        }

        return http.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header["Bearer ".Length..]), Encoding.UTF8.GetBytes(token))
            ? RequestUser.Administrator
            : null;
    }

    [GeneratedRegex("(?<name>CN|O)=(?<value>[^,]+)")]
    private static partial Regex AttributeForm();
}
