import random, io, os, time, json, traceback, collections, zipfile
from datetime import UTC, datetime
import pytest
from werkzeug.datastructures import MultiDict
from questionnaire.services import plan as plans, evidence as ev
from questionnaire.storage import LocalFolder
NOW=datetime(2026,3,2,9,30,tzinfo=UTC)
BAD=["","\x00","\ud800"," ","\u200b","0","-1","1e9","9"*30,"1.234","٣","yes","no","partly",":none",":dont-know",":not-applicable:",":not-applicable:x",":not-yet","a","<script>","'\"","{}","[]","null","\r\n","a"*6000,"2026-02-30","2026-03-01","9999-12-31","0001-01-01","10000-01-01","verified","open","in-progress","effective","stop-harm","../..","//evil","r1","typed",":not-applicable:"+"x"*300,"\u202eabc","\U0001f600","%00","-0","NaN","Infinity","1_000","+1","１２","2026-W01-1","20260301","MYR","50-249","Price","price"]
def test_fuzz(app, database, cast, config, sign_in, opened, save):
    app.config["PROPAGATE_EXCEPTIONS"]=True
    rnd=random.Random(int(os.environ.get("SEED","1")))
    end=time.time()+float(os.environ.get("SECS","90"))
    bad=collections.Counter(); codes=collections.Counter(); first={}
    browser=sign_in(cast.certifier)
    tok=browser.token("/account") if True else ''
    names=[f for f in ("all-kinds","critical","table","checks","worked-example","when-chain","split","money","dates","free-na-limit","roadmap-critical")]
    ass=[]
    for n in names:
        try: a=opened(n)
        except Exception as e: print(n,e); continue
        from instruments.catalogue import load
        from instruments.model import InstrumentRef
        ass.append((a,load(InstrumentRef(n,"1.0.0"),database.library)))
    save(ass[names.index("critical")][0],{"P":"no","P-F":"new","M":2,"Q":"yes"})
    n=0
    def fieldnames(inst,sec):
        out=[]
        for s in inst.sections:
            if s.id==sec:
                for i in s.items:
                    out+= [i.id,f"{i.id}.state",f"{i.id}.reason",f"{i.id}.note",f"rev.{i.id}",f"{i.id}.amount",f"{i.id}.currency",f"{i.id}.women",f"{i.id}.men",f"{i.id}.other",f"{i.id}.not_available",f"{i.id}.row"]
                    for c in getattr(i.kind,'columns',()): out+=[f"{i.id}.r1.{c.id}",f"{i.id}.r1.{c.id}.state",f"{i.id}.\x00.{c.id}",f"{i.id}.r1.{c.id}.amount"]
        return out
    def form(names):
        m=MultiDict()
        for nm in names:
            if rnd.random()<.7:
                for _ in range(rnd.choice([1,1,1,2])): m.add(nm,rnd.choice(BAD).encode('utf-8','surrogatepass') if False else rnd.choice(BAD).replace("\ud800","\ufffd"))
        m["csrf_token"]=tok
        return m
    while time.time()<end:
        n+=1
        a,inst=rnd.choice(ass); sec=rnd.choice(inst.sections).id if rnd.random()<.95 else rnd.choice(["x","%00","é"])
        B=f"/assessments/{a}"
        actions=[str(r.id) for r in plans.plan(database,cast.certifier,a).rows][:3] or ["00000000-0000-4000-8000-000000000000"]
        files=[str(f.id) for f in ev.evidence_in(database,cast.certifier,a)][:3] or ["00000000-0000-4000-8000-000000000000"]
        k=rnd.randrange(17); h={}
        if rnd.random()<.3: h={"X-Requested-With":"fetch","Accept":"application/json"}
        try:
            if k<5:
                fn=fieldnames(inst,sec); f=form([x for x in fn if rnd.random()<.5]); 
                for i in [x for x in fn if x.startswith('rev.')]:
                    if rnd.random()<.8: f[i]=rnd.choice(["0","1","2"]+BAD).replace("\ud800","x")
                u=f"{B}/sections/{sec}"+rnd.choice(["","/answers"]); r=browser.client.post(u,data=f,headers=h)
            elif k==5:
                u=f"{B}/conflicts/{rnd.choice(list(inst.items))}/{rnd.choice([cast.certifier.user,cast.contributor.user])}"; r=browser.client.post(u,data=form(["keep","base","revision","base_revision","kept"]),headers=h)
            elif k==6: u=B+"/declaration"; r=browser.client.post(u,data=form(["name","role","accepted","declaration"]) if rnd.random()<.9 else form(["name"]),headers=h)
            elif k==7:
                f=form(["items","item","dated","expires","name"]); c=rnd.choice([b"",b"hi",b"%PDF-1.4\n",os.urandom(100),b"PK\x03\x04",b"<html>"]); f["file"]=(io.BytesIO(c),rnd.choice(["a.pdf","a.txt","","\x00.txt","../../a.csv","a"*400+".pdf","é\u202egpj.txt","a.xlsx",".txt"])); u=B+"/evidence"; r=browser.client.post(u,data=f,headers=h,content_type="multipart/form-data")
            elif k==8: u=f"{B}/evidence/{rnd.choice(files)}/"+rnd.choice(["items","remove"]); r=browser.client.post(u,data=form(["items","item","reason","link","unlink"]),headers=h)
            elif k==9: u=B+"/plan/draft"; r=browser.client.post(u,data=form(["start"]),headers=h)
            elif k==10: u=B+"/plan/new"; r=browser.client.post(u,data=form(["type","item","text","status","finding","cause","workers","owner","start","due","cost","currency","bearer","note"]),headers=h)
            elif k in(11,12): u=f"{B}/plan/actions/{rnd.choice(actions)}"+rnd.choice(["","","/evidence"]); r=browser.client.post(u,data=form(["status","text","finding","cause","workers","owner","owner_user","start","due","cost","currency","bearer","note","revision","base","base_revision","rev","file","files","evidence"]),headers=h)
            elif k==13:
                b=io.BytesIO()
                w=browser.client.get(B+"/plan/plan.xlsx").data
                if rnd.random()<.6 and len(w)>100:
                    zi=zipfile.ZipFile(io.BytesIO(w)); zo=zipfile.ZipFile(b,"w")
                    for nme in zi.namelist():
                        d=zi.read(nme)
                        if rnd.random()<.15 and d:
                            d=bytearray(d)
                            for _ in range(rnd.choice([1,5,50])): d[rnd.randrange(len(d))]=rnd.randrange(256)
                            d=bytes(d)
                        if rnd.random()<.05: continue
                        zo.writestr(nme,d)
                    zo.close(); w=b.getvalue()
                elif rnd.random()<.5: w=bytearray(w); w[rnd.randrange(len(w)):]=b""; w=bytes(w)
                u=B+"/plan/import"; r=browser.client.post(u,data={"csrf_token":tok,"file":(io.BytesIO(w),rnd.choice(["p.xlsx","\x00","a\nb.xlsx",""]))},content_type="multipart/form-data",headers=h)
            elif k==14: u=B+"/plan/import/apply"; r=browser.client.post(u,data=form(["preview"]),headers=h)
            elif k==15:
                q="&".join(f"{x}={rnd.choice(BAD[3:12]+['%FF','%00','x'])}" for x in rnd.sample(["action","item","area","kind","status","type","show","number","what","of","section","locale","page","party","sort","q","next"],4)).replace(" ","+")
                u=B+rnd.choice(["","/check","/result","/result/receipt","/result/receipt.json","/result/response.json","/result/scorecard.xlsx","/result/what-if","/evidence","/plan","/plan/new","/plan/plan.xlsx","/plan/import","/print/questions","/print/scorecard","/print/plan","/conflicts","/declaration","/submitted",f"/sections/{sec}",f"/plan/actions/{actions[0]}",f"/evidence/{files[0]}",f"/evidence/{files[0]}/download"])+"?"+q; r=browser.client.get(u,headers=h)
            else:
                u=rnd.choice(["/locale","/account/devices/00000000-0000-4000-8000-000000000000/end","/sign-in/xxx","/sign-in/%00","/sign-in/"+"x"*3000]); r=browser.client.post(u,data=form(["locale","next","address","to"]),headers=h)
            codes[(u.split(str(a))[-1].split('?')[0].split('/')[1] if '/' in u.split(str(a))[-1] else '',r.status_code)]+=1
            if r.status_code>=500: raise RuntimeError(f"{r.status_code}")
            r.get_data()
        except BaseException as e:
            if isinstance(e,KeyboardInterrupt): raise
            tb=traceback.extract_tb(e.__traceback__); fr=[f for f in tb if '/work/main' in f.filename and '.venv' not in f.filename]
            key=f"{type(e).__name__}: {str(e)[:120]} @ "+" < ".join(f"{os.path.basename(f.filename)}:{f.lineno}" for f in fr[-4:])
            bad[key]+=1; first.setdefault(key,u)
    print(n,dict(codes))
    for k,v in bad.most_common(): print(v,k,first[k])
