// Does with basic-ftp what its arguments say: host, port, way, directory, and then three words a step. It prints what it
// was told, a line each.
const fs = require("fs")
const { Client, enterPassiveModeIPv4 } = require("basic-ftp")

async function main([host, port, way, there, ...steps]) {
    const client = new Client(30000)
    if (way === "PASV") client.prepareTransfer = enterPassiveModeIPv4
    const implicit = way === "implicit"
    await client.access({
        host, port: Number(port), user: "alice", password: "pw",
        secure: implicit ? "implicit" : way === "TLS", secureOptions: { rejectUnauthorized: false },
    })
    await client.cd(there)
    const told = []
    while (steps.length > 0) {
        const [verb, a, b] = steps.splice(0, 3)
        switch (verb) {
        case "put": await client.uploadFrom(a, b); break
        case "get": await client.downloadTo(b, a); break
        case "resume put": await client.appendFrom(a, b, { localStart: await client.size(b) }); break
        case "resume get": await client.downloadTo(fs.createWriteStream(b, { flags: "a" }), a, fs.statSync(b).size); break
        case "append": await client.appendFrom(a, b); break
        case "rename": await client.rename(a, b); break
        case "remove": await client.remove(a); break
        case "mkdir": await client.send("MKD " + a); break
        case "rmdir": await client.removeEmptyDir(a); break
        case "names":
        case "list":
            for (const f of await client.list(a === "." ? "" : a)) {
                told.push(verb === "names" ? f.name : f.isDirectory ? f.name + "/" : f.size + " " + f.name)
            }
            break
        default: throw new Error("what is " + verb + "?")
        }
    }
    await client.send("QUIT")
    client.close()
    process.stdout.write(told.map(line => line + "\n").join(""))
}

main(process.argv.slice(2)).catch(err => {
    console.error(err)
    process.exit(1)
})
