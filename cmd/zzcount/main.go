package main
import ("fmt";"time";"github.com/portolan-ftp/portolan/spec";"github.com/portolan-ftp/portolan/spec/explore";"os";"runtime/pprof")
func main(){ s,err:=spec.Load(os.Args[1]); if err!=nil{panic(err)}
m:=explore.NewMachine(s); 
f,_:=os.Create("/tmp/lead/cpu.prof"); pprof.StartCPUProfile(f)
t:=time.Now(); g:=m.ExploreAll(); n,e:=g.Size(); fmt.Println(len(g.Nodes),len(g.Edges),n,e,time.Since(t)); pprof.StopCPUProfile()}
