from .orders import OdooJson2Adapter
