from collections import Counter
import tests.properties.machine as mm, tests.properties.model as mo, tests.properties.spending_model as sp
from tests.properties.test_ledger import *
C=Counter()
def wrap(cls,name,key):
    f=getattr(cls,name)
    def g(self,*a,**k):
        r=f(self,*a,**k); C[key(self,a,r)]+=1; return r
    setattr(cls,name,g)
wrap(sp.Spender,'item',lambda s,a,r:(a[0].verb,r.outcome,r.replayed))
wrap(mo.Ledger,'reset',lambda s,a,r:('reset', a[0].D>0, a[0].H>0, a[0].S>0))
wrap(mo.Ledger,'back',lambda s,a,r:'back')
f=mo.Ledger.top_up
def tu(self,m):
    if m.D>0: C[('topup', self.available>0)]+=1
    f(self,m)
mo.Ledger.top_up=tu
f2=mo.Ledger.back
wrap(mo.Ledger,'expire',lambda s,a,r:'expire')
t=mm.LedgerMachine.tell
def tell(self,d,m):
    r=t(self,d,m)
    import inspect
    C[('tell',inspect.stack()[1].function, r is None)]+=1
    return r
mm.LedgerMachine.tell=tell
def test_zz(): 
    for k,v in sorted(C.items(),key=str): print(k,v)
